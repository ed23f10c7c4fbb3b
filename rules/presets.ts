import type { ESLint, Linter } from 'eslint';
import type { RuleOptions } from '../src/lint/rule.js';
import { rules } from './all.js';

/** What is switched on together, all as warnings: it is the audit that fails a build. */

interface Preset {
  has: (recommended: 'recommended' | 'strict') => boolean;
  options?: RuleOptions;
}

const PRESETS = {
  /** Findings that hardly anybody argues about. */
  recommended: { has: (preset) => preset === 'recommended' },
  /** All rules. */
  strict: { has: () => true },
  /** All that `coldstate audit` lists, what is advisory included. */
  audit: { has: () => true, options: { severity: 'low' } },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export interface PresetConfig extends Linter.Config {
  name: string;
  plugins: Record<string, ESLint.Plugin>;
  rules: Linter.RulesRecord;
}

export function presetsOf(plugin: ESLint.Plugin): Record<PresetName, PresetConfig> {
  const preset = (name: PresetName): PresetConfig => ({
    name: `coldstate/${name}`,
    plugins: { coldstate: plugin },
    rules: rulesOf(PRESETS[name]),
  });
  return { recommended: preset('recommended'), strict: preset('strict'), audit: preset('audit') };
}

function rulesOf({ has, options }: Preset): Linter.RulesRecord {
  const chosen = Object.entries(rules).filter(([, { meta }]) => has(meta.docs.recommended));
  return Object.fromEntries(
    chosen.map(([id]) => [`coldstate/${id}`, options === undefined ? 'warn' : (['warn', options] as const)]),
  );
}
