/** What jscodeshift parses with; its types do not mention it. */
declare module 'jscodeshift/src/getParser.js' {
  import type { Parser } from 'jscodeshift';

  export default function getParser(name: 'ts' | 'tsx'): Parser;
}
