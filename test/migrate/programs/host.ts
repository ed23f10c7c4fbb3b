/** What is around a program: effects that are recorded through the console, a turn to wait for, names to go through. */
interface Dialect {
  readonly isModule: boolean;
  readonly isTyped: boolean;
}

export const HOST_NAMES = ['NAMES', 'log', 'answer', 'tick', 'reply'] as const;

const TYPED = `export interface Reply {
status(code: number): Reply;
json(body: unknown): void;
}

`;

export function hostFile({ isModule, isTyped }: Dialect): readonly [path: string, text: string] {
  const typed = (text: string): string => (isTyped ? text : '');
  const text = `${typed(TYPED)}const NAMES${typed(': readonly string[]')} = ['ann', 'bob', 'cid'];

function log(value${typed(': unknown')}) {
console.log(JSON.stringify(value));
}

function answer(status${typed(': number')}, body${typed(': unknown')}) {
console.info(JSON.stringify({ status, body }));
}

async function tick() {
await Promise.resolve();
}

function reply()${typed(': Reply')} {
let code = 200;
const res${typed(': Reply')} = {
status(next) {
code = next;
return res;
},
json(body) {
answer(code, body);
},
};
return res;
}

${isModule ? 'export' : 'module.exports ='} { ${HOST_NAMES.join(', ')} };`;
  return ['host', text];
}
