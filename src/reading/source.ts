import type { Opened } from '../workspace/index.js';

/** Texts of a project, each read once. */
export function sourceReader({ sourceText }: Opened): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (texts.has(file)) return texts.get(file);
    const read = sourceText(file);
    const text = 'text' in read ? read.text : undefined;
    texts.set(file, text);
    return text;
  };
}
