/** Two objects of one class are two stores, and would be one under one name. */
import { placeOf } from '../code.js';
import { classOf, instancesOf } from './instances.js';
import { plainInstances } from './named-instances.js';
import { refusalAt, type Guard } from './types.js';

export const sharedName: Guard = ({ code, calls, target }) => {
  const owner = classOf(target);
  if (owner === undefined) return [];
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
