/** Which platforms stop an instance, or cancel what it does, as soon as the answer is out. */

/** Of entry points that run in a server of the program's own. */
export const SERVER_UNIT = 'server';

const FREEZING: ReadonlySet<string> = new Set([
  ...['lambda', 'vercel', 'netlify', 'nextjs', 'cloudflare-workers', 'firebase', 'cloud-functions'],
  ...['azure-functions', 'sveltekit', 'nuxt', 'nitro', 'remix', 'react-router', 'astro', 'deno-deploy'],
]);

export const freezesAfterAnswering = ({
  platform,
  unit,
}: {
  readonly platform: string;
  readonly unit: string;
}): boolean => FREEZING.has(platform) || unit !== SERVER_UNIT;
