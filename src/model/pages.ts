import type { RuleId } from './words.js';

/** Where a rule is explained at length. */
export const rulePage = (id: RuleId): string => `https://github.com/coldstate/coldstate/blob/main/docs/rules/${id}.md`;
