/** Terraform: `aws_lambda_function` and the community's lambda module. Blocks and string attributes are all that is needed, so no HCL parser. */
import { dirname, join } from 'node:path/posix';
import type { PackageView } from '../../model/project.js';
import { rootsOf } from '../paths.js';
import { scalingOf, type Declarations, type DeclaredFunction } from './declared.js';

const BLOCK = /^(?:(resource|data)\s+"(\w+)"|(module))\s+"([\w-]+)"\s*\{/gm;

interface Block {
  type: string;
  name: string;
  body: string;
}

const filesOf = (view: PackageView): string[] => view.configs.filter((file) => file.endsWith('.tf'));

export const terraform: Declarations = {
  detect: (view) =>
    filesOf(view)
      .filter((file) => blocksOf(view.read(file) ?? '').some(isFunction))
      .map((file) => `${file} declares aws_lambda_function`)[0],
  functions: (view) => filesOf(view).flatMap((file) => functionsIn(view, file)),
};

function functionsIn(view: PackageView, config: string): DeclaredFunction[] {
  const blocks = blocksOf(view.read(config) ?? '');
  return blocks.filter(isFunction).flatMap((block): DeclaredFunction[] => {
    const handler = attributeOf(block, 'handler');
    if (!handler || !(attributeOf(block, 'runtime') ?? 'nodejs').startsWith('nodejs')) return [];
    const code = codeOf(block, blocks);
    const roots = [...(code ? [join(dirname(config), code)] : []), ...rootsOf(config, view.package.dir, code)];
    const isEdge = view.read(config)?.includes(`aws_lambda_function.${block.name}.qualified_arn`);
    return [
      {
        ...{ config, unit: block.name, handler, roots, triggers: [] },
        ...scalingOf(/^\s*reserved_concurrent_executions\s*=\s*(\d+)/m.exec(block.body)?.[1], undefined),
        ...(block.body.includes('capacity_provider_config') ? { flavour: 'lambda-managed' } : {}),
        ...(isEdge && view.read(config)?.includes('lambda_function_association') ? { flavour: 'lambda-edge' } : {}),
      },
    ];
  });
}

const isFunction = (block: Block): boolean =>
  block.type === 'aws_lambda_function' ||
  (block.type === 'module' && attributeOf(block, 'source')?.includes('/lambda/aws') === true);

/** Directory that is zipped: named by the module, or by the archive that the function refers to. */
function codeOf(block: Block, blocks: readonly Block[]): string | undefined {
  const archive = /data\.archive_file\.([\w-]+)/.exec(block.body)?.[1];
  const zipped = blocks.find(({ type, name }) => type === 'archive_file' && name === archive) ?? block;
  const file = attributeOf(zipped, 'source_file');
  return file === undefined ? (attributeOf(zipped, 'source_dir') ?? attributeOf(zipped, 'source_path')) : dirname(file);
}

const attributeOf = ({ body }: Block, name: string): string | undefined =>
  new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, 'm')
    .exec(body)?.[1]
    ?.replace(/\$\{path\.(?:module|root|cwd)\}\/?/g, './');

function blocksOf(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map((match) => {
    const [head, , type, module, name = ''] = match;
    return { type: type ?? module ?? '', name, body: bodyAt(text, match.index + head.length) };
  });
}

/** Text up to the brace that closes the block. */
function bodyAt(text: string, start: number): string {
  let depth = 1;
  let end = start;
  for (; end < text.length && depth > 0; end++) depth += text[end] === '{' ? 1 : text[end] === '}' ? -1 : 0;
  return text.slice(start, end);
}
