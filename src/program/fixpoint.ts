/** People's code settles in two or three rounds; a bound for answers that grow with every round. */
const MOST_ROUNDS = 8;

/** A question without a final answer. */
interface Open<Answer> {
  isRunning: boolean;
  /** When it was last begun. */
  start: number;
  /** How many answers were given to those who asked meanwhile. */
  given: number | undefined;
  estimate: Estimate<Answer> | undefined;
}

/** An answer that relies on what is still being worked out. */
interface Estimate<Answer> {
  answers: readonly Answer[];
  /** The earliest start among what it relies on. */
  earliest: number;
  round: number;
}

/** What has to be put back when an answer is there that was needed for another. */
interface Outer {
  earliest: number;
  round: number;
  learnt: boolean;
  doubted: boolean;
}

/**
 * Works out answers on demand, each once, where answers may be defined through each other. Asked again for what is being worked out, it gives
 * what is known so far; the questions that turn out to rely on each other (a strongly connected component) are then gone through again,
 * together, until none of them learns more, and are settled at one stroke.
 *
 * Work that lacks something says so (`doubt`); once that is known, `reconsider` forgets its answers and those that rely on them, and no others.
 */
export class Fixpoint<Key, Answer> {
  readonly #distinct: (answers: readonly Answer[]) => readonly Answer[];
  /** Questions with what they settled at, and those that are open. There are very many: all that is asked of one stands in one place. */
  readonly #questions = new Map<Key, readonly Answer[] | Open<Answer>>();
  readonly #doubtful = new Map<Key, readonly Answer[]>();
  /** Questions with an estimate, in the order in which they were worked out. */
  readonly #open: Key[] = [];
  /** Answers of which none stands there twice. */
  readonly #gone = new Set<readonly Answer[]>();
  #starts = 0;
  /** The earliest start among what the running question turned out to rely on. */
  #earliest = Number.POSITIVE_INFINITY;
  /** Estimates of this round and later ones need not be worked out anew. */
  #round = 0;
  #rounds = 0;
  /** Whether somebody in this round was given less than there turned out to be. */
  #learnt = false;
  /** Whether the running question relies on work that lacked something. */
  #doubted = false;

  constructor(distinct: (answers: readonly Answer[]) => readonly Answer[]) {
    this.#distinct = distinct;
  }

  /** The answers of a question that was worked out before, as far as that can be relied on. */
  known(key: Key): readonly Answer[] | undefined {
    const found = this.#questions.get(key);
    return found && isSettled(found) ? found : this.#doubtfully(key);
  }

  /** The answers of `work`, which asks for others; `certain` are those that need no work. */
  ask(key: Key, work: () => readonly Answer[], certain: () => readonly Answer[] = nothing): readonly Answer[] {
    const found = this.#questions.get(key);
    if (found && isSettled(found)) return found;
    const doubtful = this.#doubtfully(key);
    if (doubtful) return doubtful;
    const estimate = found?.estimate;
    if (found?.isRunning) {
      const answers = estimate?.answers ?? certain();
      found.given = answers.length;
      this.#earliest = Math.min(this.#earliest, found.start);
      return answers;
    }
    if (estimate && estimate.round >= this.#round) {
      this.#earliest = Math.min(this.#earliest, estimate.earliest);
      return estimate.answers;
    }
    return this.#workOut(key, found ?? this.#opened(key), work);
  }

  #doubtfully(key: Key): readonly Answer[] | undefined {
    if (this.#doubtful.size === 0) return undefined;
    const doubtful = this.#doubtful.get(key);
    if (doubtful) this.#doubted = true;
    return doubtful;
  }

  #opened(key: Key): Open<Answer> {
    const open: Open<Answer> = { isRunning: false, start: 0, given: undefined, estimate: undefined };
    this.#questions.set(key, open);
    return open;
  }

  #workOut(key: Key, running: Open<Answer>, work: () => readonly Answer[]): readonly Answer[] {
    const outer: Outer = {
      earliest: this.#earliest,
      round: this.#round,
      learnt: this.#learnt,
      doubted: this.#doubted,
    };
    this.#doubted = false;
    running.isRunning = true;
    running.start = ++this.#starts;
    const before = this.#open.length;
    let answers = this.#goThrough(running, work);
    // It is the first of its component, and somebody in there has to be told of more than they knew.
    for (let round = 1; this.#earliest === running.start && this.#learnt && round < MOST_ROUNDS; round++) {
      running.estimate = { answers, earliest: running.start, round: this.#round };
      this.#round = ++this.#rounds;
      answers = this.#goThrough(running, work);
    }
    running.isRunning = false;
    if (this.#earliest < running.start) {
      running.estimate = { answers, earliest: this.#earliest, round: this.#rounds };
      this.#open.push(key);
      this.#earliest = Math.min(outer.earliest, this.#earliest);
      this.#learnt ||= outer.learnt;
    } else {
      this.#settle(key, answers);
      // They rely on this one, which relies on them.
      if (this.#open.length > before) for (const other of this.#open.splice(before)) this.#settleEstimate(other);
      this.#earliest = outer.earliest;
      this.#learnt = outer.learnt;
    }
    this.#round = outer.round;
    this.#doubted ||= outer.doubted;
    return answers;
  }

  /** Said by work that lacks something which will be known later. */
  doubt(): void {
    this.#doubted = true;
  }

  /** What was lacking is known now. */
  reconsider(): void {
    this.#doubtful.clear();
  }

  #goThrough(running: Open<Answer>, work: () => readonly Answer[]): readonly Answer[] {
    this.#earliest = Number.POSITIVE_INFINITY;
    this.#learnt = false;
    running.given = undefined;
    const found = work();
    const answers = found.length < 2 ? found : this.#once(found);
    this.#learnt ||= wasToldOther(running, answers.length);
    return answers;
  }

  /** What is handed on as it is has been gone through where it was found. */
  #once(found: readonly Answer[]): readonly Answer[] {
    if (this.#gone.has(found)) return found;
    const answers = this.#distinct(found);
    this.#gone.add(answers);
    return answers;
  }

  #settle(key: Key, answers: readonly Answer[]): void {
    if (this.#doubted) {
      this.#doubtful.set(key, answers);
      this.#questions.delete(key);
    } else {
      this.#questions.set(key, answers);
    }
  }

  /** What the last round had no need of was worked out with less than is known now, and waits until somebody asks. */
  #settleEstimate(key: Key): void {
    const found = this.#questions.get(key);
    const estimate = found && !isSettled(found) ? found.estimate : undefined;
    if (estimate && estimate.round >= this.#round) this.#settle(key, estimate.answers);
    else if (estimate) this.#questions.delete(key);
  }
}

function isSettled<Answer>(found: readonly Answer[] | Open<Answer>): found is readonly Answer[] {
  return Array.isArray(found);
}

function nothing(): readonly never[] {
  return NONE;
}

const NONE: readonly never[] = [];

function wasToldOther({ given }: Open<unknown>, count: number): boolean {
  return given !== undefined && given !== count;
}
