import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/facts/index.js';
import { oxcParser } from '../../src/syntax/parse.js';
import { scriptsOf } from '../../src/syntax/scripts.js';

/** Variables of a component file, with whether they live as long as the module. */
function variablesOf(file: string, text: string): Record<string, 'module' | 'component'> {
  const { text: masked, perComponent } = scriptsOf(file, text);
  expect(masked).toHaveLength(text.length);
  const { program } = oxcParser().parse(file, masked);
  if (!program) throw new Error(`${file} does not parse: ${masked}`);
  const { variables } = factsOf(file, program, { perComponent });
  return Object.fromEntries(
    variables
      .filter(({ declared }) => declared !== 'import')
      .map(({ name, fn }) => [name, fn < 0 ? ('module' as const) : ('component' as const)]),
  );
}

describe('scripts in component files', () => {
  it('tells what a Svelte module holds from what each component has', () => {
    const text = `<script module lang="ts">\n  const drafts = new Map<string, string>();\n</script>\n\n<script lang="ts">
  import { page } from '$app/state';\n  let open = false;\n  const toggle = () => (open = !open);\n</script>\n\n<button on:click={toggle}>{page.url}</button>\n`;
    expect(variablesOf('Editor.svelte', text)).toEqual({ drafts: 'module', open: 'component', toggle: 'component' });
  });

  it('tells the setup script of Vue from the module script', () => {
    const text = `<template><p>{{ count }}</p></template>\n<script>\nexport const shared = [];\n</script>\n<script setup>\nconst count = ref(0);\n</script>\n`;
    expect(variablesOf('Counter.vue', text)).toEqual({ shared: 'module', count: 'component' });
  });

  it('reads the frontmatter of an Astro page, which runs for each request', () => {
    const text = `---\nimport Card from '../Card.astro';\nconst posts = await load();\n---\n<ul>{posts.map((p) => <Card {...p} />)}</ul>\n<script>let clicks = 0;</script>\n`;
    expect(variablesOf('index.astro', text)).toEqual({ posts: 'component' });
  });

  it('leaves out scripts that are no code, and takes CRLF and a file without scripts', () => {
    const data = '<script type="application/ld+json">{ "a": 1 }</script>\r\n<p>hello</p>\r\n';
    expect(variablesOf('Meta.svelte', data)).toEqual({});
    expect(variablesOf('Plain.vue', '<template>\r\n  <p />\r\n</template>\r\n')).toEqual({});
  });

  it('keeps the lines of what it keeps', () => {
    const text = '<h1>Title</h1>\n<script>\nlet a = 1;\n</script>\n';
    expect(scriptsOf('A.svelte', text).text.split('\n')[2]).toBe('let a = 1;');
  });
});
