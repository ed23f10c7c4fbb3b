/** What goes wrong, drawn: two instances, time runs downwards, with the routes and places of the finding. */
import type { Finding } from '../../model/report.js';
import type { Effect } from '../../model/words.js';
import { effectNames } from '../words.js';
import { code, markup, type Markup } from './markup.js';
import { storyOf, type Story, type UnitOf } from './story.js';

interface Moment {
  readonly lane: 'A' | 'B';
  readonly kind: 'request' | 'event' | 'outcome';
  readonly text: Markup;
}

type Scene = (story: Story) => readonly Moment[];

const request = (lane: Moment['lane'], text: Markup): Moment => ({ lane, kind: 'request', text });
const event = (lane: Moment['lane'], text: Markup): Moment => ({ lane, kind: 'event', text });
const outcome = (lane: Moment['lane'], text: Markup): Moment => ({ lane, kind: 'outcome', text });

const at = (place: string | undefined): Markup | undefined =>
  place === undefined ? undefined : markup` <small>${code(place)}</small>`;
const writes = ({ writer, symbol, writtenAt }: Story): Markup =>
  markup`<b>${writer}</b> writes ${code(symbol)}${at(writtenAt)}`;
const reads = ({ reader, symbol, readAt }: Story): Markup =>
  markup`<b>${reader}</b> reads ${code(symbol)}${at(readAt)}`;
const missing = outcome('B', markup`What the first request wrote is not there.`);

const scenes: Record<Effect, Scene> = {
  'cold-start-loss': (story) => [
    request('A', writes(story)),
    event('A', markup`Idle for some minutes: the instance ends, and its memory with it.`),
    event('B', markup`A new instance starts. ${code(story.symbol)} is as the module declares it.`),
    request('B', reads(story)),
    missing,
  ],
  'instance-divergence': (story) => [
    event('B', markup`Runs at the same time, with a ${code(story.symbol)} of its own.`),
    request('A', writes(story)),
    request('B', reads(story)),
    missing,
  ],
  'lost-updates': (story) => [
    request('A', writes(story)),
    request('B', markup`The next <b>${story.writer}</b> writes its own ${code(story.symbol)}${at(story.writtenAt)}`),
    request('B', reads(story)),
    outcome('B', markup`It sees one of the two updates. Nobody brings them together.`),
  ],
  'no-durability': (story) => [
    request('A', writes(story)),
    event('A', markup`A deploy, a crash or scaling in: the only copy is deleted.`),
    event('B', markup`The instance that takes its place starts empty.`),
    request('B', reads(story)),
    missing,
  ],
  'breaks-on-scale-out': (story) => [
    request('A', writes(story)),
    event('B', markup`Traffic grows: this instance starts, and others beside it. Each of them is empty.`),
    request('B', reads(story)),
    missing,
  ],
  'unit-duplicate': (story) => [
    event('A', markup`An instance of <b>${story.writerUnit ?? 'one unit'}</b>`),
    event(
      'B',
      markup`An instance of <b>${story.readerUnit ?? 'another unit'}</b>, deployed apart: it never shares memory with the other.`,
    ),
    request('A', writes(story)),
    request('B', reads(story)),
    missing,
  ],
  'cross-request-leak': (story) => [
    request('A', markup`<b>${story.writer}</b> of user 1 writes ${code(story.symbol)}${at(story.writtenAt)}`),
    request('A', markup`<b>${story.reader}</b> of user 2 reads ${code(story.symbol)}${at(story.readAt)}`),
    outcome('A', markup`User 2 is answered with what belongs to user 1.`),
    event('B', markup`Here nothing shows: it depends on which requests share an instance.`),
  ],
  'timer-never-fires': (story) => [
    event('A', markup`The timer of ${code(story.symbol)} is set.`),
    request('A', markup`A request is answered, and the platform freezes the instance.`),
    outcome('A', markup`The time comes and goes. Nothing fires until another request happens to come.`),
    event('B', markup`Has a timer of its own: where instances do run, the work is done once for each of them.`),
  ],
  'ephemeral-disk': (story) => [
    request('A', markup`<b>${story.writer}</b> writes the file${at(story.writtenAt)}`),
    event('A', markup`The instance ends, and its disk with it.`),
    request('B', markup`<b>${story.reader}</b> looks for the file${at(story.readAt)}`),
    outcome('B', markup`There is no such file on this instance.`),
  ],
  'frozen-at-init': (story) => [
    event('A', markup`Starts on Monday and works ${code(story.symbol)} out.`),
    event('B', markup`Starts on Tuesday and works it out again.`),
    request('A', markup`Answers with the value of Monday${at(story.readAt)}`),
    request('B', markup`Answers with the value of Tuesday.`),
    outcome('B', markup`Neither is the value of the request.`),
  ],
  'work-after-response': (story) => [
    request(
      'A',
      markup`<b>${story.writer}</b> begins ${code(story.symbol)} and does not wait for it${at(story.writtenAt)}`,
    ),
    event('A', markup`The answer is sent, and the platform freezes the instance.`),
    outcome('A', markup`The work stands still, and is lost when the instance ends.`),
    event('B', markup`Serves the next request and knows nothing of it.`),
  ],
};

/** The effect that explains the finding best: what is broken whatever the traffic comes before what needs a cold start. */
const FIRST: readonly Effect[] = ['cross-request-leak', 'work-after-response', 'frozen-at-init', 'unit-duplicate'];

export function timeline(finding: Finding, unitOf: UnitOf): Markup | undefined {
  const effect = FIRST.find((candidate) => finding.effects.includes(candidate)) ?? finding.effects[0];
  if (effect === undefined) return undefined;
  const moments = scenes[effect](storyOf(finding, unitOf));
  return markup`<figure class="timeline"><figcaption>How it goes wrong: ${effectNames[effect]}</figcaption><div class="lanes" aria-hidden="true"><span>Instance A</span><span>Instance B</span></div><ol>${moments.map(
    ({ lane, kind, text }) =>
      markup`<li class="in-${lane.toLowerCase()} ${kind}"><div><span class="lane">Instance ${lane}: </span>${text}</div></li>`,
  )}</ol></figure>`;
}
