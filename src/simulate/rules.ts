/** How platforms treat instances, as far as a simulation can show it. */
import { SERVER_UNIT, freezesAfterAnswering } from '../model/freezing.js';
import type { Report } from '../model/report.js';
import { platforms } from '../platforms/index.js';
import type { Entries } from './entries.js';
import type { Rules } from './types.js';

/** What is declared about a deployment comes before what its platform does where nothing is. */
export function rulesOf({ platform, routes }: Entries, report: Report, freeze: number | undefined): Rules {
  const known = platforms.find(({ name }) => name === platform);
  const declared = report.platforms.find(({ name }) => name === platform)?.deployment ?? [];
  const billing = declared.find((each) => each.billing !== undefined)?.billing ?? known?.billing;
  const isSingle = declared.some(({ concurrency }) => concurrency === 1);
  const unit = routes[0]?.unit ?? SERVER_UNIT;
  const isServer = known?.kind === 'server' || known?.kind === 'container';
  const freezes =
    billing === undefined ? !isServer && freezesAfterAnswering({ platform, unit }) : billing === 'request';
  return {
    concurrency: isSingle ? 'one' : (known?.concurrency ?? 'many'),
    freeze: freeze ?? (freezes ? 1 : 0),
  };
}
