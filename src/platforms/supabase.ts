import type { PackageView, Platform } from '../model/project.js';
import { entriesOf } from './look.js';
import { callsDenoServe } from './deno-deploy.js';

const NAME = 'supabase';
const FUNCTION = /(?:^|\/)supabase\/functions\/([^_/][^/]*)\/index\.[jt]sx?$/;

export const supabase: Platform = {
  name: NAME,
  title: 'Supabase Edge Functions',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Each function runs in isolates of its own, which end after a short time. Keep state in the database beside it; what has to run after the ' +
    'response goes into EdgeRuntime.waitUntil.',
  detect: (view) =>
    functionsOf(view)
      .map(({ file }) => file)
      .find(
        (file) =>
          callsDenoServe(view.facts(file)) || (view.facts(file)?.exports.length ?? 0) > 0 || importsServe(view, file),
      ),
  entryPoints: (view) =>
    functionsOf(view).flatMap(({ file, unit }) =>
      entriesOf(view, ['default'], { platform: NAME, file, kind: 'http', route: `/${unit}`, unit }),
    ),
  // A local name for what the standard library exports under an address.
  registers: [{ packages: ['std/http/server.ts'], globals: ['Deno'], methods: ['serve'], kind: 'http' }],
};

const functionsOf = (view: PackageView): { file: string; unit: string }[] =>
  view.sources.flatMap((file) => {
    const unit = FUNCTION.exec(file)?.[1];
    return unit ? [{ file, unit }] : [];
  });

const importsServe = (view: PackageView, file: string): boolean =>
  view.facts(file)?.imports.some(({ source }) => source.includes('http/server.ts')) ?? false;
