import type { Report } from '../../src/model/report.js';
import { isLoud, judgedIn, reportOf, type Files } from '../judge/world.js';

/** A small project of one platform, audited as it lies on disk. */
export interface PlatformProject {
  platform: string;
  name: string;
  files: Files;
  /** `http POST /links src/app.ts in server`, sorted, of this platform alone. */
  entries?: readonly string[];
  /** Everything that is loud. */
  stores?: readonly string[];
  /** The platform must not be recognised. */
  isAbsent?: true;
  /** Platforms beside it. */
  others?: readonly string[];
}

export interface LookedAt {
  platforms: string[];
  entries: string[];
  stores: string[];
}

export async function lookAt({ platform, files }: Pick<PlatformProject, 'platform' | 'files'>): Promise<LookedAt> {
  const world = { platform: 'none', files } as const;
  const report = await reportOf(world);
  const loud = (await judgedIn(world)).filter(isLoud);
  return {
    platforms: report.platforms.map(({ name }) => name).sort(),
    entries: entriesOf(report, platform),
    stores: loud.map(({ symbol }) => symbol).sort(),
  };
}

const entriesOf = ({ entryPoints }: Report, platform: string): string[] =>
  [
    ...new Set(
      entryPoints
        .filter((entry) => entry.platform === platform)
        .map(({ kind, route, file, unit }) =>
          [kind, ...(route === undefined ? [] : [route]), file, 'in', unit].join(' '),
        ),
    ),
  ].sort();
