/** What makes the platform of a case known, which the case itself need not repeat. */
export const PLATFORMS = ['lambda', 'next', 'express', 'express-4', 'workers', 'none'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

type Texts = ReadonlyMap<string, string>;
type Files = readonly (readonly [path: string, text: string])[];

const manifest = (fields: object): Files[number] => [
  'package.json',
  `${JSON.stringify({ name: 'shop', private: true, ...fields }, undefined, 2)}\n`,
];

const MAKERS: Record<PlatformName, (files: Texts) => Files> = {
  lambda: (files) => [manifest({}), ['serverless.yml', serverless(files)]],
  next: () => [
    manifest({ dependencies: { next: '16.0.0', react: '19.2.0' } }),
    ['next.config.js', 'module.exports = {};\n'],
  ],
  express: () => [manifest({ dependencies: { express: '5.1.0' } })],
  'express-4': () => [manifest({ dependencies: { express: '4.21.2' } })],
  workers: (files) => [manifest({}), ['wrangler.toml', `name = "shop"\nmain = "${[...files.keys()][0]}"\n`]],
  none: () => [manifest({})],
};

export const projectFiles = (platform: PlatformName, files: Texts): Map<string, string> =>
  new Map(MAKERS[platform](files));

/** Each file that exports a handler is a function. */
function serverless(files: Texts): string {
  const isHandler = /\bexport (?:const|async function|function) handler\b|exports\.handler\b/;
  const handlers = [...files].filter(([, text]) => isHandler.test(text));
  const functions = handlers.map(([path], i) => `  f${i}:\n    handler: ${path.replace(/\.\w+$/, '')}.handler\n`);
  return `service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\nfunctions:\n${functions.join('')}`;
}
