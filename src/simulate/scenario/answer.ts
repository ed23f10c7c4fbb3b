/** What an expectation or a later request reads off an answer. */
import type { WireAnswer } from '../wire.js';
import { parsed, valueAt } from './path.js';
import type { Subject } from './scenario.js';

export function subjectOf(answer: WireAnswer, subject: Subject): unknown {
  switch (subject.kind) {
    case 'status':
      return answer.status;
    case 'body':
      return valueAt(parsed(answer.body), subject.path);
    case 'header':
      return headerOf(answer, subject.name);
    case 'cookie':
      return cookieOf(answer, subject.name);
  }
}

function headerOf({ headers }: WireAnswer, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'object' ? value.join(', ') : value;
}

function cookieOf({ headers }: WireAnswer, name: string): string | undefined {
  const cookies = [headers['set-cookie'] ?? []].flat();
  const found = cookies.findLast((cookie) => cookie.startsWith(`${name}=`));
  return found?.slice(name.length + 1).split(';')[0];
}
