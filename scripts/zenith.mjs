/** `npm run docs`: docs/gap-report.md, which puts the report of the zenith fixture beside an audit of such a program that people wrote by hand. */
import { audit } from '../dist/src/audit/index.js';
import { markdown } from '../dist/src/report/markdown.js';
import { roleNames, severityNames } from '../dist/src/report/words.js';
import { table, writePage } from './lib/blocks.mjs';

const PROJECT = 'fixtures/zenith/before';

const { report, source } = await audit(PROJECT, { config: false });
const plain = (text) => text;
const paint = new Proxy({}, { get: () => plain });
const text = markdown.render(report, { source, paint, width: 100, unicode: true, failOn: 'high' });

/** A store of this name; in this file, where several have the name. */
function store(symbol, file = '') {
  const found = report.findings.filter((finding) => finding.symbol === symbol && finding.file.includes(file));
  if (found.length !== 1) throw new Error(`${found.length} findings are named ${symbol} in ${file || 'the report'}`);
  return found[0];
}

function finding(symbol, file) {
  const { severity, role, file: at, line } = store(symbol, file);
  return `\`${symbol}\`, ${severityNames[severity]}, ${roleNames[role]} (\`${at}:${line}\`)`;
}

function companion(symbol, of) {
  const found = store(of).companions.find((one) => one.symbol === symbol);
  if (!found) throw new Error(`${of} has no companion ${symbol}`);
  return `with \`${of}\`: \`${symbol}\`, ${found.note} (line ${found.line})`;
}

function access(fn, of, file) {
  const { accesses, symbol } = store(of, file);
  const lines = accesses.filter((one) => one.fn === fn).map(({ line }) => line);
  if (lines.length === 0) throw new Error(`${fn} is no access of ${symbol}`);
  return `accesses of \`${symbol}\` in \`${fn}()\` (${lines.length > 1 ? `lines ${Math.min(...lines)}-${Math.max(...lines)}` : `line ${lines[0]}`})`;
}

function cleared(symbol) {
  const found = report.cleared.find((one) => one.symbol === symbol);
  if (!found) throw new Error(`${symbol} is not cleared`);
  return `\`${symbol}\` is cleared: ${found.reason}`;
}

/** A sentence of the report, word for word. */
function says(words) {
  if (!text.includes(words)) throw new Error(`the report does not say: ${words}`);
  return words;
}

const section = (title) => `“${says(`## ${title}`).slice(3)}”`;

const MONITOR = 'system-monitor';
const TRAFFIC = 'traffic-manager';

const POINTS = [
  ['System monitor: a global object of metrics', finding('systemMetrics', MONITOR)],
  ['System monitor: an array of their history', finding('metricsHistory')],
  ['System monitor: the request rate rests on that history', access('requestRate', 'metricsHistory')],
  ['Traffic manager: a Map of request counts', finding('requestCounts')],
  ['Traffic manager: an object of load', finding('systemMetrics', TRAFFIC)],
  ['Traffic manager: cleaning up relies on memory', access('forgetIdleClients', 'requestCounts')],
  ['Session store: a Map of sessions', finding('SessionStore.sessions')],
  ['Session store: a timer that cleans up', companion('setTimeout', 'SessionStore.sessions')],
  ['Session store: a singleton', companion('instance', 'SessionStore.sessions')],
  ['Monitoring: a Map of metrics', finding('Monitor.metrics')],
  ['Monitoring: an array of alerts', finding('Monitor.alerts')],
  ['Monitoring: only the last values are kept', access('record', 'Monitor.metrics')],
  ['Authentication: a Map of staff users', finding('AuthSystem.staffUsers')],
  ['Limits can be bypassed', says('clients get a multiple of it')],
  ['Users are logged out', says('Users are logged out whenever their next request meets another instance')],
  [
    'Metrics and alerts are lost between executions',
    says('What is reported is one instance’s share since its last cold start'),
  ],
  ['Priorities: critical, high, medium', section('Implementation Priority')],
  [
    'Redis for real-time data, a database for what must survive, each with code',
    section('Recommended External Storage Solutions'),
  ],
  ['Migration in phases', section('Migration Steps')],
  [
    'Tests: load over several instances, sessions over deployments, metrics, failover',
    section('Testing Recommendations'),
  ],
  ['Environment variables', section('Environment Variables Needed')],
  ['Notes', section('Notes')],
];

const DOUBTS = [
  [
    'Permission levels are “static configuration that should be in a database”',
    `No: ${cleared('AuthSystem.permissionLevels')} Constants are the same in every instance.`,
  ],
  [
    'The Node.js runtime “helps with persistence during a single execution”',
    `It keeps memory for as long as an instance lives, which nobody knows: ${says('Module state is neither shared between routes nor private to a request.')}`,
  ],
  [
    'System metrics are as critical as sessions and limits',
    `They are ${severityNames[store('systemMetrics', MONITOR).severity]}: nobody loses data or passes a control. The first remedy is no shared record but “${store('systemMetrics', MONITOR).remedies[0].title}”.`,
  ],
];

const MORE = [
  ['The path of a request to each write and read', 'Trail of `SessionStore.sessions`'],
  ['What instances hold, with the names of these stores', 'How It Behaves Today'],
  ['Stores that separate bundles do not share', 'Each unit has its own copy'],
  ['Redis or DynamoDB for each store, with reasons from its use', 'What speaks for the other'],
  ['What it costs a month, at a rate that you state', 'What It Costs'],
  ['The order of moving, from who reaches what, and the command', 'npx coldstate migrate'],
  ['What was looked at and is safe, and why', 'Safe, and why'],
];

await writePage(
  'docs/gap-report.md',
  [
    '# The gap report beside one written by hand',
    '',
    `\`npm run docs\` makes this page from \`${PROJECT}\`, a Next.js program with the stores of an audit that people wrote by hand. \`coldstate audit ${PROJECT} --format markdown\` prints the report.`,
    '',
    '## What the audit by hand found',
    '',
    table(['By hand', 'In the report'], POINTS),
    '',
    '## What it said and the report does not',
    '',
    table(['By hand', 'Answer'], DOUBTS),
    '',
    '## What the report has besides',
    '',
    table(
      ['What', 'Where'],
      MORE.map(([what, words]) => [what, `“${says(words).replaceAll('`', '')}”`]),
    ),
  ].join('\n'),
);
