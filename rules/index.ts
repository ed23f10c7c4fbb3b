/** The ESLint plugin, `import coldstate from 'coldstate'`: the judgement of the audit in the editor. */
import type { ESLint } from 'eslint';
import type { ColdstateRule } from '../src/lint/rule.js';
import { version } from '../src/audit/version.js';
import type { RuleId } from '../src/model/words.js';
import { rules } from './all.js';
import { presetsOf, type PresetConfig, type PresetName } from './presets.js';

export interface ColdstatePlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string };
  rules: Record<RuleId, ColdstateRule>;
  configs: Record<PresetName, PresetConfig>;
}

const plugin = {
  meta: { name: 'coldstate', version: version(), namespace: 'coldstate' },
  rules: { ...rules },
};

// A preset names the plugin that it is a part of, and ESLint takes them for one only if they are the same object.
const coldstate: ColdstatePlugin = Object.assign(plugin, { configs: presetsOf(plugin) });

export default coldstate;
