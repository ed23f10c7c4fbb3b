/** The cost of a run against the size of a program, as an SVG that follows the reader's light or dark page. Both axes are logarithmic: what grows with the files alone is a straight line. */

const WIDTH = 760;
const HEIGHT = 420;
const FRAME = { left: 64, right: 215, top: 48, bottom: 56 };
/** Light, dark: told apart without colour too, by the labels at their ends. */
const COLOURS = [
  ['#1f6feb', '#79b8ff'],
  ['#bc4c00', '#ffa657'],
  ['#1a7f37', '#7ee787'],
  ['#6e7781', '#9ea7b3'],
  ['#8250df', '#d2a8ff'],
  ['#9a6700', '#e3b341'],
];

/** `series`: `{ title, points: [files, seconds][] }`. */
export function plot({ title, series }) {
  const points = series.flatMap((one) => one.points);
  const across = scale(
    points.map(([files]) => files),
    FRAME.left,
    WIDTH - FRAME.right,
  );
  const up = scale(
    points.map(([, seconds]) => seconds),
    HEIGHT - FRAME.bottom,
    FRAME.top,
  );
  const ends = apart(series.map((one) => up(one.points.at(-1)[1])));
  const lines = series.map(({ points: own, title: name }, at) => {
    const path = own.map(([files, seconds]) => `${across(files).toFixed(1)},${up(seconds).toFixed(1)}`);
    const dots = own.map(
      ([files, seconds]) =>
        `<circle class="c${at}" cx="${across(files).toFixed(1)}" cy="${up(seconds).toFixed(1)}" r="3.5"/>`,
    );
    return [
      `<polyline class="l${at}" points="${path.join(' ')}"/>`,
      ...dots,
      `<text class="t${at}" x="${WIDTH - FRAME.right + 10}" y="${(ends[at] + 4).toFixed(1)}">${name}, ${told(own.at(-1)[1])}</text>`,
    ].join('\n');
  });
  const sizes = [...new Set(points.map(([files]) => files))].sort((a, b) => a - b);
  const marks = sizes.map((files) => {
    const x = across(files).toFixed(1);
    return `<line class="grid" x1="${x}" x2="${x}" y1="${FRAME.top}" y2="${HEIGHT - FRAME.bottom}"/><text class="axis" x="${x}" y="${HEIGHT - FRAME.bottom + 20}" text-anchor="middle">${files.toLocaleString('en')}</text>`;
  });
  const steps = powersWithin(points.map(([, seconds]) => seconds)).map((seconds) => {
    const y = up(seconds).toFixed(1);
    return `<line class="grid" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${y}" y2="${y}"/><text class="axis" x="${FRAME.left - 8}" y="${Number(y) + 4}" text-anchor="end">${told(seconds)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .axis { font-size: 12px; fill: #59636e } .grid { stroke: #d1d9e0 } polyline { fill: none; stroke-width: 2 }
${styles(0)}
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .axis { fill: #9198a1 } .grid { stroke: #3d444d } ${styles(1)} }
</style>
<text x="${FRAME.left}" y="26">${title}</text>
${[...marks, ...steps, ...lines].join('\n')}
<text class="axis" x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">files</text>
</svg>
`;
}

function styles(mode) {
  return COLOURS.map((pair, at) => `.l${at} { stroke: ${pair[mode]} } .c${at}, .t${at} { fill: ${pair[mode]} }`).join(
    ' ',
  );
}

function scale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => from + ((Math.log(value) - low) / (high - low || 1)) * (to - from);
}

function powersWithin(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [0.1, 1, 10, 100, 1000].filter((power) => power >= low && power <= high);
}

/** Labels of lines that end close to each other are moved apart. */
function apart(heights) {
  const order = heights.map((_, at) => at).sort((a, b) => heights[a] - heights[b]);
  const moved = [...heights];
  for (const [rank, at] of order.entries()) if (rank > 0) moved[at] = Math.max(moved[at], moved[order[rank - 1]] + 16);
  return moved;
}

const told = (seconds) => `${seconds >= 10 ? Math.round(seconds) : Number(seconds.toPrecision(2))} s`;
