import { readFileSync } from 'node:fs';
import { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import coldstate from '../../rules/index.js';
import { RULES } from '../../src/model/words.js';
import { CASES } from './corpus.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const entries = Object.entries(coldstate.rules);

describe('the plugin', () => {
  it('says who it is', () => {
    expect(coldstate.meta).toEqual({ name: 'coldstate', version, namespace: 'coldstate' });
  });

  it('has a rule for each rule of the audit', () => {
    expect(Object.keys(coldstate.rules).sort()).toEqual([...RULES].sort());
  });

  it.each(entries)('documents %s', (id, { meta }) => {
    expect(meta.docs.description).toMatch(/^disallow [^.]+$/);
    expect(meta.docs.url).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
    expect(['recommended', 'strict']).toContain(meta.docs.recommended);
    expect(meta.defaultOptions).toEqual([{ severity: 'medium' }]);
    expect(meta.fixable, 'no autofix').toBeUndefined();
  });

  it('refuses an option that it does not know', () => {
    const rules: Linter.RulesRecord = { 'coldstate/no-module-state': ['warn', { severty: 'low' }] };
    expect(() => new Linter().verify('', [{ plugins: { coldstate }, rules }])).toThrow(/severty/);
  });
});

describe('the presets', () => {
  const { recommended, strict, audit } = coldstate.configs;

  it('are what the rules say of themselves', () => {
    const named = (which: (preset: string) => boolean): string[] =>
      entries.filter(([, { meta }]) => which(meta.docs.recommended)).map(([id]) => `coldstate/${id}`);
    expect(Object.keys(recommended.rules)).toEqual(named((preset) => preset === 'recommended'));
    expect(Object.keys(strict.rules)).toEqual(named(() => true));
    expect(Object.keys(audit.rules)).toEqual(named(() => true));
  });

  it('warn and never fail', () => {
    const levels = [recommended, strict, audit].flatMap(({ rules }) => Object.values(rules));
    expect(new Set(levels.map((level) => (Array.isArray(level) ? level[0] : level)))).toEqual(new Set(['warn']));
  });

  it('name the plugin that they belong to', () => {
    for (const config of [recommended, strict, audit]) expect(config.plugins.coldstate).toBe(coldstate);
  });

  it('can be extended by name', async () => {
    const { defineConfig } = await import('eslint/config');
    const overrideConfig = defineConfig({
      files: ['**/*.js'],
      plugins: { coldstate },
      extends: ['coldstate/recommended'],
    });
    const eslint = new ESLint({ cwd: CASES, overrideConfigFile: true, overrideConfig });
    const [result] = await eslint.lintFiles(['no-module-state/limiter.js']);
    expect(result?.messages.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['coldstate/no-module-state', 1],
    ]);
  });
});
