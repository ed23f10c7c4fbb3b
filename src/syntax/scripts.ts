import type { Span } from '../model/facts.js';

/** The scripts of a file, everything else blanked out so that offsets and lines stay what they are. */
export interface Scripts {
  text: string;
  /** What runs for each component that is rendered, rather than once when the module is loaded. */
  perComponent: readonly Span[];
}

interface Script {
  span: Span;
  perComponent: boolean;
}

const FINDERS: readonly { extension: string; find: (text: string) => Script[] }[] = [
  { extension: '.svelte', find: (text) => elements(text, (attributes) => !/\bmodule\b/.test(attributes)) },
  { extension: '.vue', find: (text) => elements(text, (attributes) => /\bsetup\b/.test(attributes)) },
  { extension: '.astro', find: frontmatter },
];

export function isComponentFile(file: string): boolean {
  return FINDERS.some(({ extension }) => file.endsWith(extension));
}

/** Reads the scripts in `.svelte`, `.vue` and `.astro` files; any other file is a script as it stands. */
export function scriptsOf(file: string, text: string): Scripts {
  const finder = FINDERS.find(({ extension }) => file.endsWith(extension));
  if (!finder) return { text, perComponent: [] };
  const scripts = finder.find(text);
  let masked = '';
  let end = 0;
  for (const { span } of scripts) {
    masked += blank(text.slice(end, span[0])) + text.slice(span[0], span[1]);
    end = span[1];
  }
  return {
    text: masked + blank(text.slice(end)),
    perComponent: scripts.filter(({ perComponent }) => perComponent).map(({ span }) => span),
  };
}

const SCRIPT = /<script\b((?:"[^"]*"|'[^']*'|[^>"'])*)>([\s\S]*?)<\/script\s*>/gi;

function elements(text: string, isPerComponent: (attributes: string) => boolean): Script[] {
  return [...text.matchAll(SCRIPT)].flatMap(({ index, 0: whole, 1: attributes = '', 2: body = '' }) => {
    if (/\bsrc\s*=|json/i.test(attributes)) return [];
    const start = index + whole.indexOf('>', '<script'.length + attributes.length) + 1;
    return [{ span: [start, start + body.length] as const, perComponent: isPerComponent(attributes) }];
  });
}

/** What stands between the `---` fences of an Astro page runs for each request; its `<script>` elements run in the browser. */
function frontmatter(text: string): Script[] {
  const match = /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(text);
  if (!match?.[1]) return [];
  const start = match.index + match[0].indexOf(match[1], match[0].indexOf('---') + 3);
  return [{ span: [start, start + match[1].length], perComponent: true }];
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
