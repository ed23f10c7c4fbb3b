/** `coldstate platforms`: every platform that is known, and of each what was recognised here and why. */
import { joinedFacts } from './entry.js';
import { containerText, deploymentText } from './deployment.js';
import type { RenderContext } from './reporter.js';
import { screenOf, type Screen } from './terminal.js';
import { counted, listed, wrapped } from './text.js';
import type { Report, ReportedPlatform } from '../model/report.js';

export interface KnownPlatform {
  name: string;
  title: string;
}

/** A platform that was recognised in a package, with what it runs there. */
export interface RecognisedPlatform extends ReportedPlatform {
  entryPoints: number;
  units: number;
}

/** Entry points belong to the package whose directory is the innermost around their file. */
export function recognisedIn({ platforms, entryPoints }: Report): RecognisedPlatform[] {
  const directories = [...new Set(platforms.map(({ package: directory }) => directory))];
  const homeOf = (file: string): string =>
    directories
      .filter((directory) => directory !== '.' && file.startsWith(`${directory}/`))
      .reduce((longest, directory) => (directory.length > longest.length ? directory : longest), '');
  return platforms.map((platform) => {
    const home = platform.package === '.' ? '' : platform.package;
    const own = entryPoints.filter(({ platform: name, file }) => name === platform.name && homeOf(file) === home);
    return { ...platform, entryPoints: own.length, units: new Set(own.map(({ unit }) => unit)).size };
  });
}

export function platformsAsJson(report: Report, known: readonly KnownPlatform[]): string {
  const { schema, containers = [] } = report;
  const names = known.map(({ name, title }) => ({ name, title }));
  return `${JSON.stringify({ schema, recognised: recognisedIn(report), containers, known: names }, null, 2)}\n`;
}

export function platformsAsText(report: Report, known: readonly KnownPlatform[], context: RenderContext): string {
  const screen = screenOf(context);
  const recognised = recognisedIn(report);
  const names = new Set(recognised.map(({ name }) => name));
  const others = known.filter(({ name }) => !names.has(name)).map(({ title }) => title);
  const blocks = [
    recognised.length === 0
      ? ['No platform was recognised here: what a request reaches is not known.']
      : recognised.flatMap((platform, index) => [...(index > 0 ? [''] : []), ...entry(platform, report, screen)]),
    [
      screen.paint.bold(recognised.length === 0 ? 'Known' : 'Also known'),
      ...wrapped(others.join(', '), screen.width - 2).map((line) => `  ${line}`),
    ],
  ];
  return `\n${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function entry(platform: RecognisedPlatform, report: Report, screen: Screen): string[] {
  const { name, title, package: directory, evidence, concurrency, deployment = [] } = platform;
  const { paint, glyphs, width } = screen;
  const container = (report.containers ?? []).find((one) => name === 'container' && one.package === directory);
  const runs =
    platform.entryPoints === 0
      ? 'no entry points of its own'
      : `${counted(platform.entryPoints, 'entry point')} in ${counted(platform.units, 'unit')}`;
  const facts = joinedFacts(
    [
      directory === '.' ? undefined : directory,
      runs,
      concurrency === 'one' ? 'one request at a time' : 'many requests at a time',
    ],
    glyphs,
  );
  const lines = [
    `because ${evidence}`,
    ...deployment.map(deploymentText),
    ...(container ? [containerText(container)] : []),
  ];
  return [
    `${paint.bold(title)}  ${paint.dim(name)}`,
    ...wrapped(facts, width - 2).map((line) => `  ${line}`),
    ...lines.flatMap((line) => wrapped(line, width - 2).map((part) => `  ${paint.dim(part)}`)),
    ...unitLines(platform, report, screen),
  ];
}

const MAX_UNITS = 8;

function unitLines({ name, units }: RecognisedPlatform, report: Report, { width, paint }: Screen): string[] {
  if (units < 2) return [];
  const own = [...new Set(report.entryPoints.filter(({ platform }) => platform === name).map(({ unit }) => unit))];
  return wrapped(`units: ${listed(own, MAX_UNITS)}`, width - 2).map((line) => `  ${paint.dim(line)}`);
}
