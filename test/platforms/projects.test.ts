import { describe, expect, it } from 'vitest';
import { platforms } from '../../src/platforms/index.js';
import { lookAt, type PlatformProject } from './project.js';
import { functionProjects } from './projects/functions.js';
import { frameworkProjects } from './projects/frameworks.js';
import { hostProjects } from './projects/hosts.js';

const projects: readonly PlatformProject[] = [...functionProjects, ...frameworkProjects, ...hostProjects];

describe.each(platforms.map(({ name }) => name))('%s', (platform) => {
  const own = projects.filter((project) => project.platform === platform);

  it('has a project that it is recognised in', () => {
    expect(own.some(({ isAbsent }) => !isAbsent)).toBe(true);
  });

  it.each(own)('$name', async ({ files, entries, stores, isAbsent, others = [] }) => {
    const found = await lookAt({ platform, files });
    expect(found.platforms).toEqual([...others, ...(isAbsent ? [] : [platform])].sort());
    if (entries) expect(found.entries).toEqual([...entries].sort());
    expect(found.stores).toEqual([...(stores ?? [])].sort());
  });
});
