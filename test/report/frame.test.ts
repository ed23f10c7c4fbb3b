import { describe, expect, it } from 'vitest';
import { frame, type Label } from '../../src/report/frame.js';
import { screenOf } from '../../src/report/terminal.js';
import { context } from './sample.js';

/** Labels are marked in the source itself: `«text»` becomes a label that says `note`, in order. */
function framed(marked: string, notes: readonly string[], width = 60): string {
  const labels: Label[] = [];
  const lines = marked.split('\n').map((text, index) => {
    let line = text;
    for (let open = line.indexOf('«'); open >= 0; open = line.indexOf('«')) {
      const close = line.indexOf('»') - 1;
      line = line.replace('«', '').replace('»', '');
      labels.push({
        file: 'src/a.ts',
        line: index + 1,
        column: open + 1,
        endLine: index + 1,
        endColumn: close + 1,
        text: notes[labels.length] ?? '',
        paint: String,
      });
    }
    return line;
  });
  const screen = screenOf(context({ width, source: () => lines.join('\n') }));
  return `\n${frame(labels, screen).join('\n')}\n`;
}

describe('a code frame', () => {
  it('puts one label beside its underline', () => {
    expect(framed('const «seen» = new Set();', ['declared here'])).toBe(`
   ╭─ src/a.ts:1:7
 1 │ const seen = new Set();
   ·       ━━━━ declared here
   ╰─
`);
  });

  it('hangs the other labels of a line below it, from right to left', () => {
    expect(framed('«seen».add(«id»); «log»(id);', ['written', 'from the request', 'and told'])).toBe(`
   ╭─ src/a.ts:1:1
 1 │ seen.add(id); log(id);
   · ┳━━━     ┳━   ━━━ and told
   · ┃        ┗━ from the request
   · ┗━ written
   ╰─
`);
  });

  it('marks a gap between distant lines, shows a single line between two, and none between neighbours', () => {
    expect(framed('«a»\nb\n«c»\n«d»\n\n\n«e»', ['1', '2', '3', '4'])).toBe(`
   ╭─ src/a.ts:1:1
 1 │ a
   · ━ 1
 2 │ b
 3 │ c
   · ━ 2
 4 │ d
   · ━ 3
   ·
 7 │ e
   · ━ 4
   ╰─
`);
  });

  it('lands under the right character behind tabs, wide characters and emoji', () => {
    expect(framed("\tconst 名前 = '🚀', «seen» = 1;", ['here'])).toBe(`
   ╭─ src/a.ts:1:19
 1 │     const 名前 = '🚀', seen = 1;
   ·                        ━━━━ here
   ╰─
`);
  });

  it('moves along a long line until the label is in sight', () => {
    const text = framed(`${'padding(); '.repeat(12)}«seen».add(id); ${'padding(); '.repeat(12)}`, ['written here']);
    expect(text).toBe(`
   ╭─ src/a.ts:1:133
 1 │ …padding(); seen.add(id); padding(); padding(); paddin…
   ·             ━━━━ written here
   ╰─
`);
  });

  it('shows a line twice when its labels are too far apart for one view', () => {
    const text = framed(`«first»${' + 1'.repeat(30)} + «second»`, ['one', 'two']);
    expect(text.match(/━ (one|two)/g)).toEqual(['━ one', '━ two']);
    expect(text.split('\n').filter((line) => line.startsWith(' 1 │'))).toHaveLength(2);
  });

  it('wraps a label that does not fit beside its underline', () => {
    expect(framed('«seen».add(id);', ['written here on every request that carries an identifier of its own'], 44))
      .toBe(`
   ╭─ src/a.ts:1:1
 1 │ seen.add(id);
   · ━━━━ written here on every request that
   ·      carries an identifier of its own
   ╰─
`);
  });

  it('tells two labels of one place together', () => {
    const label = { file: 'a.ts', line: 1, column: 1, endLine: 1, endColumn: 5, paint: String };
    const screen = screenOf(context({ source: () => 'seen++' }));
    expect(
      frame(
        [
          { ...label, text: 'read' },
          { ...label, text: 'and written' },
        ],
        screen,
      )[2],
    ).toBe('   · ━━━━ read; and written');
  });

  it('reads files with Windows line ends', () => {
    const label = { file: 'a.ts', line: 2, column: 1, endLine: 2, endColumn: 4, text: 'here', paint: String };
    const screen = screenOf(context({ source: () => 'one\r\ntwo\r\n' }));
    expect(frame([label], screen).slice(1, 3)).toEqual([' 2 │ two', '   · ━━━ here']);
  });

  it('underlines the first line of something longer, and survives places that are not in the text', () => {
    const screen = screenOf(context({ source: () => 'const a = {\n};' }));
    const label = { file: 'a.ts', line: 1, column: 7, endLine: 2, endColumn: 2, text: 'here', paint: String };
    expect(frame([label], screen)[2]).toBe('   ·       ━━━━━ here');
    expect(frame([{ ...label, line: 9, endLine: 9 }], screen)).toContain('   · ━ here');
  });
});
