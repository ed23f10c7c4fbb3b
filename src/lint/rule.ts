import type { Rule, SourceCode } from 'eslint';
import type { Finding } from '../model/report.js';
import { rulePage } from '../model/pages.js';
import { SEVERITIES, type RuleId, type Severity } from '../model/words.js';
import { findingsFor } from './index.js';
import { messageOf, suggestionsFor, type SuggestionKind } from './suggestions.js';
import { parserFor } from './text.js';
import { messageFor } from './words.js';

/** One shape for all rules: each picks its own findings out of the one judgement of the text. */

export interface RuleDescription {
  id: RuleId;
  /** What it finds, as the end of a sentence without its stop. */
  description: string;
  /** The preset that it belongs to; `strict` holds both. */
  recommended: 'recommended' | 'strict';
  suggests: readonly SuggestionKind[];
}

export interface ColdstateRule extends Rule.RuleModule {
  meta: Rule.RuleMetaData & { docs: { description: string; url: string; recommended: RuleDescription['recommended'] } };
}

export interface RuleOptions {
  /** The mildest severity to report. */
  severity: Severity;
}

const DEFAULTS: RuleOptions = { severity: 'medium' };

export function createRule({ id, description, recommended, suggests }: RuleDescription): ColdstateRule {
  return {
    meta: {
      type: 'problem',
      languages: ['js/js'],
      docs: { description, url: rulePage(id), recommended },
      ...(suggests.length > 0 ? { hasSuggestions: true } : {}),
      messages: {
        found: '{{message}}',
        ...Object.fromEntries(suggests.map((kind) => [kind, messageOf(kind)])),
      },
      schema: [
        {
          type: 'object',
          description: 'What to report.',
          properties: {
            severity: {
              description: 'The mildest severity to report: `low` reports what is advisory, too.',
              enum: [...SEVERITIES],
            },
          },
          additionalProperties: false,
        },
      ],
      defaultOptions: [DEFAULTS],
    },
    create: (context) => ({
      Program() {
        const { severity } = { ...DEFAULTS, ...(context.options[0] as Partial<RuleOptions> | undefined) };
        for (const finding of judged(context))
          if (finding.rule === id && reaches(finding.severity, severity)) report(context, finding, suggests);
      },
    }),
  };
}

/** All rules ask about one text, and one of them has it judged. */
const judgements = new WeakMap<SourceCode, readonly Finding[]>();

function judged(context: Rule.RuleContext): readonly Finding[] {
  const { sourceCode } = context;
  const known = judgements.get(sourceCode);
  if (known) return known;
  const path = context.physicalFilename;
  const findings = findingsFor({
    ...{ path, text: sourceCode.text, cwd: context.cwd },
    parser: parserFor(path, sourceCode, context.languageOptions),
    useIndex: settingsOf(context).index !== false,
    useBaseline: settingsOf(context).baseline !== false,
  });
  judgements.set(sourceCode, findings);
  return findings;
}

function settingsOf({ settings }: Rule.RuleContext): { index?: unknown; baseline?: unknown } {
  const own: unknown = settings.coldstate;
  return typeof own === 'object' && own !== null ? own : {};
}

function report(context: Rule.RuleContext, finding: Finding, suggests: readonly SuggestionKind[]): void {
  const { line, column, endLine, endColumn } = finding;
  context.report({
    messageId: 'found',
    data: { message: messageFor(finding) },
    loc: { start: { line, column: column - 1 }, end: { line: endLine, column: endColumn - 1 } },
    suggest: suggestionsFor(finding, context.sourceCode, suggests),
  });
}

const reaches = (severity: Severity, least: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
