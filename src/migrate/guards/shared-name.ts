/** Two objects of one class are two stores, and would be one under one name; and so are those of two calls of one function. */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import { placeOf } from '../code.js';
import { bodyOf } from '../nodes.js';
import { classOf, instancesOf } from './instances.js';
import { plainCalls } from './named-calls.js';
import { plainInstances } from './named-instances.js';
import { refusalAt, type Guard } from './types.js';

export const sharedName: Guard = (context) => {
  const { code, calls, target } = context;
  const owner = classOf(target);
  if (owner === undefined) return ofFunction(context);
  const { single, open } = instancesOf(code, calls, owner);
  if (open.length === 0 && single.length < 2) return [];
  const name = owner.name?.text ?? 'the class';
  const [first] = open;
  if (first !== undefined)
    return [
      refusalAt(
        target.store,
        placeOf(code, first),
        'SHARED_NAME',
        `nobody knows how many objects of ${name} are made here`,
        ADVICE,
      ),
    ];
  if (plainInstances({ code, calls }, target) !== undefined) return [];
  const second = single[1] ?? owner;
  return [
    refusalAt(
      target.store,
      placeOf(code, second),
      'SHARED_NAME',
      `another object of ${name} is made here, and both would share one name`,
      ADVICE,
    ),
  ];
};

const ADVICE =
  'Give the constructor a name, `constructor(name: string)`, and make the collection of each object under its own; or keep one object for all.';

/** `createLimiter` of `const fans = createLimiter(3); const streams = createLimiter(30);` */
const ofFunction: Guard = ({ code, calls, target }) => {
  const body = bodyOf(target.declaration);
  if (ts.isSourceFile(body)) return [];
  const [, second] = calls.of(body).filter((call) => !isTest(code.nameOf(call.getSourceFile())));
  if (second === undefined || plainCalls({ code, calls }, target) !== undefined) return [];
  const why = `\`${second.expression.getText()}\` is called more than once, and what each call makes would share one name`;
  return [refusalAt(target.store, placeOf(code, second), 'SHARED_NAME', why, FUNCTION_ADVICE)];
};

const FUNCTION_ADVICE =
  'Give the function a name, `(name: string)`, and make the collection of each call under its own; or make one for all.';
