/** For everybody with a browser: the whole report as one file that needs no network, no server and no JavaScript to be read. */
import { headScript, headScriptHash, pageScript, pageScriptHash, styles, stylesHash } from './html/assets.js';
import { findingPage } from './html/finding.js';
import { listPage, listPages, type ListPage } from './html/lists.js';
import { markup, prose, trusted, type Markup } from './html/markup.js';
import { overview } from './html/overview.js';
import { index, side } from './html/side.js';
import { viewOf } from './html/view.js';
import type { Reporter } from './reporter.js';
import { sentence } from './text.js';
import { authorityName } from './words.js';
import type { Report } from '../model/report.js';

export const html: Reporter = {
  name: 'html',
  render(report, context) {
    const view = viewOf(report, context);
    const lists = listPages(report);
    const pages = [
      overview(view),
      ...report.findings.map((finding) => findingPage(finding, undefined, view)),
      ...lists.map(listPage),
      ...report.accepted.map((finding) => {
        const { accepted: by, file } = finding;
        return findingPage(
          finding,
          markup`<p class="note">Accepted by ${authorityName(by, file)}: ${prose(sentence(by.reason))}</p>`,
          view,
        );
      }),
    ];
    return document(report, lists, pages).markup;
  },
};

function document(report: Report, lists: readonly ListPage[], pages: readonly Markup[]): Markup {
  const { project, tool, findings } = report;
  const name = project === '.' || project === '' ? undefined : project;
  const title = `State that does not survive${name === undefined ? '' : `: ${name}`}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${tool.name} ${tool.version}">
<title>${title}</title>
<style>${trusted(styles)}</style>
<script>${trusted(headScript)}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="top"><h1>${name ?? 'State that does not survive'}</h1>${contents(lists, findings.length)}</header>
<div class="columns">
${side(findings)}
<main id="main" tabindex="-1">
${pages}</main>
</div>
<footer>${tool.name} ${tool.version}</footer>
${index(findings)}
<script type="module">${trusted(pageScript)}</script>
</body>
</html>
`;
}

/** Whatever an audited project manages to put into the page: only these two scripts run, and nothing leaves the file. */
const POLICY = `default-src 'none'; style-src '${stylesHash}'; script-src '${headScriptHash}' '${pageScriptHash}'; base-uri 'none'; form-action 'none'`;

function contents(lists: readonly ListPage[], findings: number): Markup {
  const links = [
    { id: 'overview', title: 'Overview', count: undefined },
    { id: 'findings', title: 'Findings', count: findings },
    ...lists.map(({ id, title, count }) => ({
      id,
      title,
      count: id === 'accepted' || id === 'safe' ? count : undefined,
    })),
  ];
  return markup`<nav class="contents" aria-label="Report"><ul>${links.map(
    ({ id, title, count }) =>
      markup`<li><a href="#${id}">${title}${count === undefined ? undefined : markup` <span class="n">${count}</span>`}</a></li>`,
  )}</ul></nav>`;
}
