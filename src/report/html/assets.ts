/** Written by `npm run docs` from `src/report/html/client`. A browser runs what has one of these hashes, and nothing else. */
export const styles = `:root {
color-scheme: light dark;
--ground: #f7f7f5;
--sheet: #ffffff;
--sunk: #f1f1ee;
--line: #dcdcd6;
--text: #1b1d21;
--muted: #5b616b;
--link: #1d55a8;
--focus: #1d55a8;
--critical: #ab1f17;
--high: #8a4600;
--medium: #5d4399;
--low: #2c6472;
--critical-tint: #fdeceb;
--high-tint: #fdf0e0;
--medium-tint: #f1edfb;
--low-tint: #e6f2f4;
--declare: #1d55a8;
--entry: #2c6472;
--write: #ab1f17;
--read: #8a4600;
--declare-tint: #e5eefb;
--entry-tint: #e6f2f4;
--write-tint: #fde8e6;
--read-tint: #fdf0dc;
--keyword: #7a2a8a;
--string: #25622b;
--comment: #626871;
--number: #8a4600;
--call: #1d55a8;
--type: #0f6068;
--add: #e3f3e4;
--del: #fde8e6;
--mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
--sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
}
@media (prefers-color-scheme: dark) {
:root {
--ground: #14161a;
--sheet: #1b1e23;
--sunk: #15171b;
--line: #343942;
--text: #e5e7ea;
--muted: #a3abb6;
--link: #8ab8f8;
--focus: #8ab8f8;
--critical: #ff9188;
--high: #f5b066;
--medium: #c5b1fb;
--low: #86cbd9;
--critical-tint: #3a2120;
--high-tint: #372a18;
--medium-tint: #2b2640;
--low-tint: #1b3036;
--declare: #8ab8f8;
--entry: #86cbd9;
--write: #ff9188;
--read: #f5b066;
--declare-tint: #1d2c44;
--entry-tint: #1b3036;
--write-tint: #43211f;
--read-tint: #3b2b14;
--keyword: #dba0e8;
--string: #9ad6a0;
--comment: #a3abb6;
--number: #f5b066;
--call: #8ab8f8;
--type: #7fd3c9;
--add: #1d3322;
--del: #43211f;
}
}
* {
box-sizing: border-box;
}
html {
background: var(--ground);
color: var(--text);
font: 16px/1.55 var(--sans);
-webkit-text-size-adjust: 100%;
text-size-adjust: 100%;
}
body {
margin: 0;
}
a {
color: var(--link);
text-underline-offset: 0.15em;
}
h1,
h2,
h3,
h4,
p,
ul,
ol,
dl,
figure,
pre,
table {
margin: 0;
}
h2 {
font-size: 1.6rem;
line-height: 1.25;
letter-spacing: -0.01em;
overflow-wrap: anywhere;
}
h3 {
margin-top: 2.5rem;
font-size: 1.15rem;
}
h4 {
margin-top: 1.75rem;
font-size: 1rem;
}
h3 + :not(h4),
h4 + * {
margin-top: 0.4rem;
}
p + ul,
p + p {
margin-top: 0.4rem;
}
h2:focus {
outline: none;
}
:focus-visible {
outline: 2px solid var(--focus);
outline-offset: 2px;
border-radius: 3px;
}
code,
pre,
.place,
.path,
.route {
font-family: var(--mono);
font-size: 0.875em;
unicode-bidi: isolate;
}
h2 code {
font-size: 0.92em;
}
.place,
.path {
color: var(--muted);
overflow-wrap: anywhere;
}
.vh {
position: absolute;
width: 1px;
height: 1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
.skip {
position: absolute;
left: -100vw;
z-index: 2;
padding: 0.5rem 1rem;
background: var(--sheet);
}
.skip:focus {
left: 0;
}
[hidden],
html:not(.js) .js-only,
.js .page:not(.current) {
display: none;
}
.bare {
padding: 0;
list-style: none;
}
.n {
color: var(--muted);
font-variant-numeric: tabular-nums;
}
.lead {
margin-top: 0.75rem;
max-width: 44rem;
}
.note {
margin-top: 1rem;
color: var(--muted);
font-size: 0.9rem;
}
.top {
display: flex;
flex-wrap: wrap;
gap: 0.25rem 2rem;
align-items: baseline;
padding: 0.7rem 1.5rem;
border-bottom: 1px solid var(--line);
background: var(--sheet);
}
h1 {
font-size: 1rem;
overflow-wrap: anywhere;
}
.contents ul {
display: flex;
flex-wrap: wrap;
gap: 0.1rem 0.25rem;
padding: 0;
list-style: none;
font-size: 0.92rem;
}
.contents a {
display: block;
padding: 0.3rem 0.6rem;
border-radius: 6px;
color: var(--text);
text-decoration: none;
}
.contents a:hover {
background: var(--sunk);
}
.contents a[aria-current] {
background: var(--sunk);
font-weight: 600;
}
.side {
padding: 1.25rem 1.25rem 2rem 1.5rem;
}
.side h2 {
font-size: 1rem;
letter-spacing: 0;
}
main {
display: block;
min-width: 0;
padding: 2rem 1.5rem 4rem;
}
main:focus {
outline: none;
}
.page {
max-width: 62rem;
}
.js .page,
.js .panel {
scroll-margin-top: 100vh;
}
html:not(.js) .page + .page {
margin-top: 4rem;
padding-top: 2rem;
border-top: 1px solid var(--line);
}
footer {
padding: 0.75rem 1.5rem;
border-top: 1px solid var(--line);
color: var(--muted);
font-size: 0.85rem;
}
@media screen and (min-width: 60rem) {
.js .columns {
display: grid;
grid-template-columns: minmax(19rem, 24rem) 1fr;
align-items: start;
min-height: calc(100vh - 6rem);
}
.js .side {
position: sticky;
top: 0;
max-height: 100vh;
overflow-y: auto;
}
.js main {
align-self: stretch;
padding-inline: 2.5rem;
border-left: 1px solid var(--line);
}
.js .back {
display: none;
}
}
@media screen and (max-width: 59.99rem) {
.top {
padding-inline: 1rem;
}
.js:not(.listing) .side,
.js.listing main {
display: none;
}
main,
.side {
padding-inline: 1rem;
}
}
.field {
display: block;
margin-top: 0.75rem;
color: var(--muted);
font-size: 0.85rem;
}
input,
select,
button {
font: inherit;
color: inherit;
}
input[type='search'],
select {
display: block;
width: 100%;
min-height: 2.25rem;
margin-top: 0.2rem;
padding: 0.25rem 0.5rem;
border: 1px solid var(--muted);
border-radius: 6px;
background: var(--sheet);
color: var(--text);
font-size: 0.95rem;
}
.selects {
display: grid;
grid-template-columns: 1fr 1fr;
gap: 0 0.75rem;
}
.selects .field {
min-width: 0;
}
fieldset {
margin: 0.75rem 0 0;
padding: 0;
border: 0;
}
legend {
padding: 0;
color: var(--muted);
font-size: 0.85rem;
}
.box {
display: inline-flex;
gap: 0.35rem;
align-items: center;
margin: 0.2rem 0.9rem 0 0;
font-size: 0.9rem;
}
button {
min-height: 2rem;
padding: 0.2rem 0.75rem;
border: 1px solid var(--line);
border-radius: 6px;
background: var(--sheet);
font-size: 0.875rem;
cursor: pointer;
}
button:hover {
border-color: var(--muted);
}
.clear {
margin-top: 0.75rem;
}
.count {
margin-top: 1rem;
color: var(--muted);
font-size: 0.85rem;
}
.list {
margin: 0.5rem -0.6rem 0;
padding: 0;
list-style: none;
}
.list li {
content-visibility: auto;
contain-intrinsic-block-size: auto 3.6rem;
}
.list a {
display: grid;
grid-template-columns: 1.1rem 1fr;
padding: 0.4rem 0.6rem;
border-radius: 6px;
color: var(--text);
text-decoration: none;
overflow-wrap: anywhere;
}
.list a:hover {
background: var(--sunk);
}
.list a[aria-current] {
background: var(--low-tint);
box-shadow: inset 3px 0 var(--link);
}
.list a:focus-visible {
outline-offset: -2px;
}
.list code {
font-weight: 600;
}
.list .sub {
grid-column: 2;
color: var(--muted);
font-size: 0.82rem;
line-height: 1.4;
}
.list .path {
font-size: 0.95em;
}
.mark {
font-size: 0.8em;
}
.mark.critical,
.badge.critical {
color: var(--critical);
}
.mark.high,
.badge.high {
color: var(--high);
}
.mark.medium,
.badge.medium {
color: var(--medium);
}
.mark.low,
.badge.low {
color: var(--low);
}
.badge {
display: inline-block;
padding: 0.05rem 0.5rem;
border-radius: 4px;
font-size: 0.85rem;
font-weight: 600;
white-space: nowrap;
}
.badge.critical {
background: var(--critical-tint);
}
.badge.high {
background: var(--high-tint);
}
.badge.medium {
background: var(--medium-tint);
}
.badge.low {
background: var(--low-tint);
}
.tiles {
display: flex;
flex-wrap: wrap;
gap: 0.75rem;
margin-top: 1.5rem;
padding: 0;
list-style: none;
}
.tiles a {
display: block;
min-width: 6.5rem;
padding: 0.6rem 0.9rem;
border: 1px solid var(--line);
border-radius: 8px;
background: var(--sheet);
color: var(--text);
text-decoration: none;
}
.tiles a:hover {
border-color: var(--muted);
}
.tiles b {
display: block;
font-size: 1.7rem;
font-weight: 600;
line-height: 1.2;
font-variant-numeric: tabular-nums;
}
.tiles span {
font-size: 0.9rem;
}
.scroll {
overflow-x: auto;
}
table {
border-collapse: collapse;
width: 100%;
font-size: 0.92rem;
}
caption {
padding: 0.5rem 0;
color: var(--muted);
font-size: 0.88rem;
text-align: left;
}
th,
td {
padding: 0.5rem 0.75rem 0.5rem 0;
border-bottom: 1px solid var(--line);
text-align: left;
vertical-align: top;
overflow-wrap: anywhere;
}
th {
font-weight: 500;
}
thead th {
color: var(--muted);
font-size: 0.85rem;
overflow-wrap: normal;
}
.picture {
table-layout: fixed;
min-width: 40rem;
border-collapse: separate;
border-spacing: 0;
}
.picture .requests {
width: 23%;
}
.picture .between {
width: 2.5rem;
}
.picture th,
.picture td {
padding: 0.5rem 0;
border: 0;
}
.picture .unit th {
padding: 1.4rem 0 0.5rem;
font-weight: 600;
}
.picture .heads th {
color: var(--muted);
font-size: 0.85rem;
}
.picture .instance {
padding-inline: 0.85rem;
border: solid var(--muted);
border-width: 0 1px;
background: var(--sheet);
}
.picture .heads .instance {
border-width: 1px;
border-radius: 8px 8px 0 0;
background: var(--sunk);
color: var(--text);
text-align: center;
}
.picture tr:last-child .instance {
border-bottom-width: 1px;
border-radius: 0 0 8px 8px;
}
.picture small {
display: block;
color: var(--muted);
font-weight: 400;
overflow-wrap: anywhere;
}
.picture .name {
display: block;
}
.picture .name code {
font-weight: 600;
}
.picture .versus {
color: var(--critical);
font-weight: 700;
text-align: center;
}
.picture .in li,
.picture .out li {
display: flex;
gap: 0.5rem;
align-items: baseline;
}
.picture .in li::after,
.picture .out li::before {
content: '→';
color: var(--muted);
}
.picture .in li {
justify-content: flex-end;
padding-right: 0.5rem;
text-align: right;
}
.picture .heads th:first-child {
padding-right: 1.6rem;
text-align: right;
}
.picture .out li,
.picture .heads th:last-child {
padding-left: 0.5rem;
}
.picture .heads th:last-child {
padding-left: 2rem;
}
.none {
color: var(--muted);
}
.priorities {
margin-top: 0.75rem;
padding: 0;
list-style: none;
}
.priorities li {
display: grid;
grid-template-columns: 6.5rem 1fr;
gap: 0.25rem 1rem;
padding: 0.9rem 0;
border-top: 1px solid var(--line);
}
.priorities .badge {
justify-self: start;
align-self: start;
}
.what span {
color: var(--muted);
}
.what a {
font-weight: 600;
}
.what .place {
margin-left: 0.5rem;
}
.fix b {
margin-right: 0.4rem;
color: var(--muted);
font-size: 0.85rem;
font-weight: 600;
}
.pager {
display: flex;
flex-wrap: wrap;
gap: 0.25rem 1.25rem;
margin-bottom: 1rem;
color: var(--muted);
font-size: 0.9rem;
}
.head {
margin-top: 0.5rem;
}
.facts {
display: flex;
flex-wrap: wrap;
gap: 0.5rem 2rem;
margin-top: 1rem;
font-size: 0.92rem;
}
dt {
color: var(--muted);
font-size: 0.82rem;
}
dd {
margin: 0;
}
[role='tablist'] {
display: flex;
gap: 0.25rem;
margin-top: 2rem;
border-bottom: 1px solid var(--line);
}
[role='tab'] {
min-height: 2.5rem;
padding: 0.3rem 1.1rem;
border: 0;
border-bottom: 3px solid transparent;
border-radius: 0;
background: none;
color: var(--muted);
font-size: 1rem;
}
[role='tab']:hover {
color: var(--text);
}
[role='tab'][aria-selected='true'] {
border-bottom-color: var(--link);
color: var(--text);
font-weight: 600;
}
[role='tabpanel'] {
padding-top: 1.25rem;
}
@media screen {
.js .panel > h3 {
position: absolute;
width: 1px;
height: 1px;
margin: 0;
overflow: hidden;
clip-path: inset(50%);
}
.js .panel > h3 + * {
margin-top: 0;
}
}
.trail {
padding-left: 1.6rem;
font-size: 0.95rem;
}
.trail li {
padding: 0.1rem 0;
}
.trail li::marker {
color: var(--muted);
font-variant-numeric: tabular-nums;
}
.trail b {
display: inline-block;
min-width: 5.25rem;
font-weight: 600;
}
.trail .place {
margin-left: 0.5rem;
}
.trail .declare b,
.label.declare {
color: var(--declare);
}
.trail .entry b,
.trail .call b,
.label.entry,
.label.call {
color: var(--entry);
}
.trail .write b,
.label.write {
color: var(--write);
}
.trail .read b,
.label.read {
color: var(--read);
}
.frame {
margin-top: 1.25rem;
border: 1px solid var(--line);
border-radius: 8px;
background: var(--sheet);
overflow: hidden;
}
figcaption {
padding: 0.4rem 0.9rem;
border-bottom: 1px solid var(--line);
background: var(--sunk);
font-size: 0.9rem;
}
.gone {
padding: 0.75rem 0.9rem;
color: var(--muted);
}
.code {
padding: 0.6rem 0;
overflow-x: auto;
background: var(--sheet);
font-size: 0.85rem;
line-height: 1.6;
tab-size: 4;
}
.code > code {
display: block;
width: max-content;
min-width: 100%;
font-size: inherit;
}
.line,
.label,
.gap {
display: block;
padding-right: 1rem;
}
.line::before {
content: attr(data-n);
display: inline-block;
width: 3.2rem;
margin-right: 1rem;
color: var(--muted);
text-align: right;
user-select: none;
}
.line.on::before {
color: var(--text);
font-weight: 600;
}
.gap,
.label {
padding-left: 4.2rem;
user-select: none;
}
.gap {
color: var(--muted);
}
.label {
font-family: var(--sans);
font-size: 0.85rem;
line-height: 1.9;
}
.label b {
display: inline-block;
min-width: 1.35rem;
margin-right: 0.25rem;
padding-inline: 0.3rem;
border: 1px solid;
border-radius: 999px;
font-size: 0.78rem;
line-height: 1.25rem;
text-align: center;
}
mark {
border-radius: 3px;
color: inherit;
box-decoration-break: clone;
}
mark.declare {
background: var(--declare-tint);
box-shadow: 0 2px var(--declare);
}
mark.entry,
mark.call {
background: var(--entry-tint);
box-shadow: 0 2px var(--entry);
}
mark.write {
background: var(--write-tint);
box-shadow: 0 2px var(--write);
}
mark.read {
background: var(--read-tint);
box-shadow: 0 2px var(--read);
}
.code i {
font-style: normal;
}
.code .keyword {
color: var(--keyword);
}
.code .string,
.code .regexp {
color: var(--string);
}
.code .comment {
color: var(--comment);
}
.code .number {
color: var(--number);
}
.code .call:not(.label, mark) {
color: var(--call);
}
.code .type {
color: var(--type);
}
.code.plain {
padding: 0.75rem 1rem;
border: 1px solid var(--line);
border-radius: 8px;
}
details {
margin-top: 1.5rem;
}
summary {
cursor: pointer;
}
.hunk,
.row {
display: block;
padding-inline: 1rem;
}
.hunk {
color: var(--muted);
}
.hunk:not(:first-child) {
margin-top: 0.6rem;
}
.row.ins {
background: var(--add);
}
.row.del {
background: var(--del);
}
.companions,
.effects {
margin-top: 0.5rem;
padding-left: 1.2rem;
}
.effects li,
.companions li {
padding: 0.15rem 0;
}
.timeline {
border: 1px solid var(--line);
border-radius: 8px;
background: var(--sheet);
overflow: hidden;
}
.lanes {
display: grid;
grid-template-columns: 1fr 1fr;
gap: 2rem;
padding: 0.9rem 1.25rem 0.3rem;
font-size: 0.88rem;
font-weight: 600;
text-align: center;
}
.timeline ol {
padding: 0.25rem 1.25rem 1.25rem;
background:
linear-gradient(var(--line), var(--line)) 25% 0 / 2px 100% no-repeat,
linear-gradient(var(--line), var(--line)) 75% 0 / 2px 100% no-repeat;
list-style: none;
}
.timeline li + li {
margin-top: 0.6rem;
}
.timeline .in-a {
padding-right: calc(50% + 1rem);
}
.timeline .in-b {
padding-left: calc(50% + 1rem);
}
.timeline li > div {
padding: 0.45rem 0.75rem;
border: 1px solid var(--line);
border-radius: 6px;
background: var(--ground);
font-size: 0.92rem;
overflow-wrap: anywhere;
}
.timeline small {
display: block;
color: var(--muted);
}
.timeline .request > div {
border-color: var(--link);
}
.timeline .event > div {
border-style: dashed;
color: var(--muted);
}
.simulated h5 {
margin: 1rem 0 0;
font-size: 1rem;
}
.simulated small {
color: var(--muted);
}
.simulated ul,
.simulated .scroll ~ p {
margin-top: 0.6rem;
}
.fleet {
min-width: 34rem;
border-collapse: separate;
border-spacing: 0;
}
.fleet th,
.fleet td {
border: 0;
}
.fleet tbody th {
width: 28%;
vertical-align: middle;
}
.fleet thead th + th {
text-align: center;
}
.fleet .track {
padding-block: 0.3rem;
background: linear-gradient(var(--line), var(--line)) 50% 0 / 2px 100% no-repeat;
vertical-align: middle;
}
.fleet .stop {
max-width: 15rem;
margin-inline: auto;
padding: 0.3rem 0.6rem;
border: 1px solid var(--line);
border-radius: 6px;
background: var(--sheet);
text-align: center;
overflow-wrap: anywhere;
}
.fleet small {
display: block;
}
.fleet .differs {
border-color: var(--critical);
background: var(--critical-tint);
}
.fleet .differs strong,
.fleet .differs small {
color: var(--critical);
}
.fleet .deploy td[colspan] {
border-block: 1px dashed var(--muted);
color: var(--muted);
text-align: center;
}
.timeline .outcome > div {
border-color: var(--critical);
background: var(--critical-tint);
color: var(--critical);
font-weight: 600;
}
.lane {
position: absolute;
width: 1px;
height: 1px;
overflow: hidden;
clip-path: inset(50%);
}
.decision {
margin-top: 0.5rem;
padding-left: 2.2rem;
}
.decision > li {
padding: 0.3rem 0;
}
.decision b {
font-weight: 500;
}
.decision > li > span {
color: var(--muted);
}
.decision ul {
padding-left: 1.1rem;
color: var(--muted);
font-size: 0.9rem;
}
.weight {
display: inline-block;
min-width: 1.6rem;
font-variant-numeric: tabular-nums;
}
.remedies {
padding-left: 1.4rem;
}
.remedies > li + li {
margin-top: 1.5rem;
}
.remedies h4 {
display: inline;
}
.kind {
margin-left: 0.5rem;
color: var(--muted);
font-size: 0.85rem;
}
.copied {
position: relative;
margin-top: 0.6rem;
}
.copied .plain {
padding-right: 6rem;
}
.copy {
position: absolute;
top: 0.4rem;
right: 0.4rem;
}
@media (max-width: 40rem) {
.picture {
display: block;
min-width: 0;
}
.picture caption,
.picture tbody,
.picture .unit,
.picture .unit th {
display: block;
}
.picture colgroup,
.picture .heads th:first-child,
.picture .heads th:last-child,
.picture .heads td {
display: none;
}
.picture tr:not(.unit) {
display: grid;
grid-template: 'in in in' auto 'a versus b' auto 'out out out' auto / 1fr 1.75rem 1fr;
}
.picture .heads th:nth-child(2),
.picture td:nth-child(2) {
grid-area: a;
}
.picture .heads th:nth-child(4),
.picture td:nth-child(4) {
grid-area: b;
}
.picture .in {
grid-area: in;
}
.picture .versus {
grid-area: versus;
}
.picture .out {
grid-area: out;
}
.picture tbody tr + tr .instance {
border-width: 1px;
border-radius: 8px;
}
.picture tbody .heads .instance {
padding-bottom: 0;
border: 0;
background: none;
}
.picture .in li {
justify-content: flex-start;
}
.picture .in li::after {
content: '↓';
}
.picture .out li {
justify-content: flex-end;
}
.picture .out li::before {
content: '↓';
}
.lanes {
display: none;
}
.timeline ol {
padding-inline: 0.75rem;
background: none;
}
.timeline .in-a {
padding-right: 2rem;
}
.timeline .in-b {
padding-left: 2rem;
}
.timeline .lane {
position: static;
width: auto;
height: auto;
clip-path: none;
font-weight: 600;
}
.priorities li {
grid-template-columns: 1fr;
}
.line::before {
width: 2rem;
margin-right: 0.75rem;
}
.gap,
.label {
padding-left: 2.75rem;
}
}
@media print {
:root {
color-scheme: light;
}
html {
background: none;
font-size: 10.5pt;
}
.skip,
.contents,
.side,
.pager,
.copy,
[role='tablist'] {
display: none;
}
.js .page:not(.current),
.panel[hidden] {
display: block;
}
main {
padding: 0;
}
.page + .page {
margin-top: 0;
break-before: page;
}
.code {
white-space: pre-wrap;
overflow-wrap: anywhere;
}
.code > code {
width: auto;
}
.frame,
.timeline,
.remedies > li,
.priorities li,
tr {
break-inside: avoid;
}
h2,
h3,
h4 {
break-after: avoid;
}
details::details-content {
content-visibility: visible;
block-size: auto;
}
.scroll {
overflow: visible;
}
}`;
export const stylesHash = 'sha256-0VwNcKItOGXObfpClPii3UA+oUB7bDm93/YCMtD8JKI=';
export const headScript = `"use strict";
document.documentElement.classList.add('js');`;
export const headScriptHash = 'sha256-lXSq7o/duLexN2YlrDWlhJm1N3zHNz3yvzhIpxRl4e4=';
export const pageScript = `const all = (selector, within = document) => [
...within.querySelectorAll(selector),
];
const one = (selector, within = document) => within.querySelector(selector) ?? undefined;
const index = JSON.parse(one('#index')?.textContent ?? '[]');
const items = all('.list > li');
const filters = one('search');
const count = one('.side .count');
const clear = one('.clear');
const title = document.title;
function show(isArrival) {
const id = decoded(location.hash.slice(1));
if (id === 'main')
return;
const isList = id === 'findings';
document.documentElement.classList.toggle('listing', isList);
const target = elementOf(id);
const page = (isList ? one('.page.current') : target?.closest('.page')) ?? one('.page');
if (!page)
return;
for (const other of all('.page.current'))
other.classList.toggle('current', other === page);
page.classList.add('current');
if (one('.panel', page)) {
prepareTabs(page);
choose(page, target?.classList.contains('panel') ? target.id : undefined);
}
markLinks(isList ? 'findings' : page.id);
const heading = one('h2', page);
document.title = page.id === 'overview' ? title : \`\${heading?.textContent ?? ''} · \${title}\`;
if (isList)
(one('input[type=search]') ?? one('#findings-title'))?.focus();
else if (!isArrival)
heading?.focus({ preventScroll: true });
if (!isArrival)
scrollTo(0, 0);
}
function elementOf(id) {
const page = document.getElementById(id.replace(/-(?:where|why|how)$/, ''));
if (page)
unpack(page);
return document.getElementById(id) ?? page ?? undefined;
}
function unpack(page) {
const body = one('noscript', page);
if (body)
body.outerHTML = body.textContent;
}
function decoded(text) {
try {
return decodeURIComponent(text);
}
catch {
return '';
}
}
function markLinks(id) {
for (const link of all('[aria-current]'))
link.removeAttribute('aria-current');
for (const link of all(\`.contents a, .list a\`)) {
if (link.getAttribute('href') !== \`#\${id}\`)
continue;
link.setAttribute('aria-current', 'page');
if (link.closest('.list'))
link.scrollIntoView({ block: 'nearest' });
}
}
function prepareTabs(page) {
const panels = all('.panel', page);
const list = one('[role=tablist]', page);
if (!list) {
const made = make('div', { role: 'tablist', 'aria-label': 'Parts of the finding' });
for (const panel of panels) {
const tab = make('button', { type: 'button', role: 'tab', id: \`\${panel.id}-tab\`, 'aria-controls': panel.id });
tab.textContent = panel.dataset.tab ?? '';
made.append(tab);
for (const [name, value] of Object.entries({ role: 'tabpanel', 'aria-labelledby': tab.id }))
panel.setAttribute(name, value);
}
panels[0]?.before(made);
page.prepend(make('nav', { class: 'pager', 'aria-label': 'Neighbours' }));
}
linkNeighbours(page);
}
function choose(page, id = one('.panel', page)?.id) {
for (const panel of all('.panel', page))
panel.hidden = panel.id !== id;
for (const tab of all('[role=tab]', page)) {
const isChosen = tab.getAttribute('aria-controls') === id;
tab.setAttribute('aria-selected', String(isChosen));
tab.tabIndex = isChosen ? 0 : -1;
}
}
function linkNeighbours(page) {
const pager = one('.pager', page);
const links = items.filter((item) => !item.hidden).flatMap((item) => all('a', item));
const at = links.findIndex((link) => link.getAttribute('href') === \`#\${page.id}\`);
const neighbour = (link, text, rel) => {
if (at < 0 || !link)
return [];
const made = make('a', { href: link.getAttribute('href') ?? '', rel, title: one('code', link)?.textContent ?? '' });
made.textContent = text;
return [made];
};
const place = make('span', {});
place.textContent = at < 0 ? '' : \`\${at + 1} of \${links.length}\`;
const back = make('a', { href: '#findings', class: 'back' });
back.textContent = 'All findings';
pager?.replaceChildren(back, ...neighbour(links[at - 1], '← Previous', 'prev'), place, ...neighbour(links[at + 1], 'Next →', 'next'));
}
function make(name, attributes) {
const element = document.createElement(name);
for (const [attribute, value] of Object.entries(attributes))
element.setAttribute(attribute, value);
return element;
}
function filter() {
const accepts = matcher();
let left = 0;
for (const [at, item] of items.entries()) {
const entry = index[at];
item.hidden = entry === undefined || !accepts(entry);
if (!item.hidden)
left++;
}
const isNarrowed = left < items.length;
if (count)
count.textContent = isNarrowed
? left === 0
? 'No finding matches'
: \`\${left} of \${items.length} findings\`
: \`\${items.length} findings\`;
if (clear)
clear.hidden = !isNarrowed && !isSet();
const page = one('.page.current');
if (page && one('.pager', page))
linkNeighbours(page);
}
function matcher() {
const words = valueOf('text').toLowerCase().split(/\\s+/).filter(Boolean);
const severities = all('input[name=severity]:checked').map(({ value }) => value);
const [role, rule, file, unit] = [valueOf('role'), valueOf('rule'), valueOf('file'), valueOf('unit')];
return (entry) => (severities.length === 0 || severities.includes(entry.severity)) &&
(role === '' || entry.role === role) &&
(rule === '' || entry.rule === rule) &&
(file === '' || entry.file === file) &&
(unit === '' || entry.units.includes(unit)) &&
words.every((word) => entry.text.includes(word));
}
const controls = all('search input, search select');
const valueOf = (name) => controls.find((control) => control.name === name)?.value ?? '';
const isSet = () => controls.some((control) => 'checked' in control && control.type === 'checkbox' ? control.checked : control.value !== '');
function reset(severity) {
for (const control of controls)
if ('checked' in control && control.type === 'checkbox')
control.checked = control.value === severity;
else
control.value = '';
filter();
}
function moveAmong(elements, key, keys) {
const at = elements.findIndex((element) => element === document.activeElement);
const to = { [keys[0]]: at - 1, [keys[1]]: at + 1, Home: 0, End: elements.length - 1 }[key];
const element = to === undefined ? undefined : elements[(to + elements.length) % elements.length];
element?.focus();
return element;
}
document.addEventListener('keydown', (event) => {
const focused = event.target instanceof Element ? event.target : undefined;
const tabs = focused?.closest('[role=tablist]');
const list = focused?.closest('.list');
if (tabs) {
const tab = moveAmong(all('[role=tab]', tabs), event.key, ['ArrowLeft', 'ArrowRight']);
tab?.click();
if (tab)
event.preventDefault();
}
else if (list) {
const links = all('li:not([hidden]) > a', list);
if (moveAmong(links, event.key, ['ArrowUp', 'ArrowDown']))
event.preventDefault();
}
});
document.addEventListener('click', (event) => {
const clicked = event.target instanceof Element ? event.target : undefined;
const tab = clicked?.closest('[role=tab]');
const tile = clicked?.closest('[data-severity]');
const copy = clicked?.closest('.copy');
if (tab) {
const id = tab.getAttribute('aria-controls') ?? '';
const page = tab.closest('.page');
if (page)
choose(page, id);
history.replaceState(null, '', \`#\${id}\`);
}
if (tile)
reset(tile.dataset.severity);
if (clear && clicked === clear) {
reset();
one('input[type=search]')?.focus();
}
if (copy)
void copyFrom(copy);
});
async function copyFrom(button) {
const code = one('pre', button.parentElement ?? document);
if (!code)
return;
try {
await navigator.clipboard.writeText(code.textContent);
button.textContent = 'Copied';
}
catch {
getSelection()?.selectAllChildren(code);
button.textContent = 'Selected';
}
setTimeout(() => {
button.textContent = 'Copy';
}, 2000);
}
filters?.addEventListener('input', filter);
addEventListener('beforeprint', () => {
all('.page').forEach(unpack);
});
addEventListener('hashchange', () => {
show(false);
});
filter();
show(true);`;
export const pageScriptHash = 'sha256-cNFLgM3wPyriaCmvF6t7bf3oEKwgL+gTId94f118glg=';
