/**
 * Which of several starts come to a node of a graph: labels that stand at the starts flow along the edges until nothing changes. Each label is
 * a bit; asking node by node where it can be come to from would cost the square of their number.
 */
export interface Flow<Node> {
  /** Labels by the node at which they start. */
  starts: ReadonlyMap<Node, ReadonlySet<string>>;
  next: (node: Node) => Iterable<Node>;
  /** Whether what comes to a node goes on from there; what starts there does so in any case. */
  passes: (node: Node) => boolean;
}

export function flowed<Node>({ starts, next, passes }: Flow<Node>): (node: Node) => ReadonlySet<string> {
  const labels = [...new Set([...starts.values()].flatMap((some) => [...some]))];
  const bitOf = new Map(labels.map((label, at) => [label, 1n << BigInt(at)]));
  const startsIn = (node: Node): bigint =>
    [...(starts.get(node) ?? [])].reduce((bits, label) => bits | (bitOf.get(label) ?? 0n), 0n);
  const arrived = new Map([...starts.keys()].map((node) => [node, startsIn(node)]));
  const changed = new Set(starts.keys());
  for (const node of changed) {
    changed.delete(node);
    const bits = passes(node) ? (arrived.get(node) ?? 0n) : startsIn(node);
    for (const to of next(node)) {
      const known = arrived.get(to) ?? 0n;
      if ((known | bits) === known) continue;
      arrived.set(to, known | bits);
      changed.add(to);
    }
  }
  const decoded = new Map<string, ReadonlySet<string>>();
  const found = new Map<Node, ReadonlySet<string>>();
  return (node) => {
    const bits = arrived.get(node);
    if (bits === undefined) return NONE;
    let at = found.get(node);
    if (at) return at;
    // As a key, a big number is told from others by its lowest bits alone.
    const digits = bits.toString(16);
    at = decoded.get(digits) ?? new Set(labelsIn(digits, labels));
    decoded.set(digits, at);
    found.set(node, at);
    return at;
  };
}

const NONE: ReadonlySet<string> = new Set();

/** From the lowest of the hexadecimal digits, which is the last, to the highest. */
function* labelsIn(digits: string, labels: readonly string[]): Generator<string> {
  for (let at = digits.length - 1, first = 0; at >= 0; at--, first += 4) {
    const digit = Number.parseInt(digits.charAt(at), 16);
    for (let bit = 0; bit < 4; bit++) {
      const label = labels[first + bit];
      if (label !== undefined && (digit >> bit) & 1) yield label;
    }
  }
}
