import type { PackageView, Platform } from '../model/project.js';

/** What shows that a package is installed on the machine of its user. */
const SIGNS: readonly { says: (view: PackageView) => boolean; evidence: string }[] = [
  {
    says: ({ package: { manifest } }) => hasEngine(manifest, 'vscode'),
    evidence: 'package.json names a VS Code engine',
  },
  {
    says: ({ package: { dependencies } }) => 'react-native' in dependencies,
    evidence: 'package.json depends on react-native',
  },
  { says: ({ package: { dependencies } }) => 'expo' in dependencies, evidence: 'package.json depends on expo' },
  { says: ({ package: { dependencies } }) => 'electron' in dependencies, evidence: 'package.json depends on electron' },
  {
    says: ({ package: { dependencies } }) => '@tauri-apps/api' in dependencies,
    evidence: 'package.json depends on @tauri-apps/api',
  },
  { says: isViteApp, evidence: 'vite builds it for browsers' },
  { says: isBrowserExtension, evidence: 'manifest.json is that of a browser extension' },
];

/** Stands for applications and extensions of the user's machine: detected, with no entry points, so that the package counts as understood. */
export const clientApp: Platform = {
  name: 'client-app',
  title: 'App on the user’s machine',
  kind: 'idle',
  concurrency: 'one',
  guidance: 'Nothing of this package runs on a server: each user has a process of their own.',
  detect: (view) => SIGNS.find(({ says }) => says(view))?.evidence,
  entryPoints: () => [],
};

function hasEngine(manifest: PackageView['package']['manifest'], name: string): boolean {
  const { engines } = manifest;
  return typeof engines === 'object' && engines !== null && name in engines;
}

const USER_INTERFACES = ['vue', 'react', 'svelte', 'solid-js', 'preact', '@angular/core'];
/** What renders on a server, or is one. */
const SERVERS =
  /^(next|nuxt|@sveltejs\/kit|astro|vike|vinxi|@remix-run\/.+|@react-router\/(?:dev|node|serve|express)|@nestjs\/core|graphql-yoga|@apollo\/server|@solidjs\/start|@tanstack\/.*start|express|fastify|hono|koa|h3|nitro(pack)?)$/;

function isViteApp({ package: { dependencies, manifest } }: PackageView): boolean {
  const names = Object.keys(dependencies);
  // A library that vite bundles has an entry point for others; an application has none.
  const isLibrary = 'exports' in manifest || 'module' in manifest;
  const rendersHere = names.includes('vite') && names.some((name) => USER_INTERFACES.includes(name));
  return rendersHere && !isLibrary && !names.some((name) => SERVERS.test(name));
}

function isBrowserExtension(view: PackageView): boolean {
  const { dir } = view.package;
  const manifests = ['manifest.json', 'src/manifest.json', 'public/manifest.json'];
  return manifests.some((name) => view.read(dir ? `${dir}/${name}` : name)?.includes('"manifest_version"') ?? false);
}
