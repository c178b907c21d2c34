import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor, type Expression, type SpreadElement } from 'oxc-parser';
import { runnables, type Command } from '../../src/bot/command.ts';
import { actKind, actsThat } from '../../src/desk/acts.ts';
import { keyOf } from '../../src/reply/language.ts';

/** What a text is shown as, which limits its length. */
export type Use = 'description' | 'menu' | 'label' | 'title' | 'text';
/** A text of ours in English, as it stands in the code: the key of its translations. */
export type Key = { key: string; at: string; uses: ReadonlySet<Use> };

const root = join(import.meta.dirname, '../..');
/** What only the operator sees, in the terminal or the log, stays English. */
const english =
  /^src\/(?:cli|demo|store|chat\/(?:lint|terminal)|import\/formats)\/|^src\/(?:config|log|index)\.ts$|^src\/reply\/(?:text|language)\.ts$/;
/** A command with its options, as it is typed. */
const isTyped = (key: string): boolean => /^\/[a-z]+(?: [a-z]+(?::\S*)?)*$/.test(key);

/** Something that another language says or sets otherwise: not a placeholder or a comma alone. */
const isWords = (key: string): boolean => /\p{L}{2}|\bI\b|[:;](?:\s|$)|\}[?!]/u.test(key.replaceAll(/\{\d+\}/g, '}')) && !isTyped(key);

/** Every text of ours that people on Discord can see, by the parser and from the commands and acts themselves; and what can never be translated. */
export function ourWords(commands: readonly Command[]): { keys: Map<string, Key>; tooEarly: string[] } {
  const found = new Map<string, { key: string; at: string; uses: Set<Use> }>();
  const tooEarly: string[] = [];
  const add = (key: string, at: string, use: Use): void => {
    if (!isWords(key)) return;
    const known = found.get(key);
    if (known === undefined) found.set(key, { key, at, uses: new Set([use]) });
    else known.uses.add(use);
  };
  for (const file of sources()) wordsIn(file, add, tooEarly);
  for (const command of commands) {
    const at = `the command /${command.name}`;
    add(command.description, at, 'description');
    if ('subcommands' in command) for (const group of Object.values(command.groups ?? {})) add(group, at, 'description');
    for (const { description, options = {}, menus = [] } of runnables(command)) {
      add(description, at, 'description');
      for (const { name } of menus) add(name, at, 'menu');
      for (const option of Object.values(options).filter(({ hidden }) => hidden !== true)) {
        add(option.description, at, 'description');
        if (option.type === 'choice') for (const choice of option.choices) add(choice, at, 'label');
      }
    }
  }
  for (const what of actsThat(() => true)) {
    const { called = what, counted } = actKind(what);
    add(called, 'src/desk/acts.ts', 'text');
    if (counted !== 'none') add(counted.join('|'), 'src/desk/acts.ts', 'text');
  }
  return { keys: found, tooEarly };
}

const sources = (): string[] =>
  ['src', 'commands']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.ts') && !english.test(file))
    .toSorted();

type Add = (key: string, at: string, use: Use) => void;

/** The words in one file, and those that are said when the file is loaded, before anybody speaks a language. */
function wordsIn(file: string, add: Add, tooEarly: string[]): void {
  const text = readFileSync(join(root, file), 'utf8');
  const { program } = parseSync(file, text);
  const at = (start: number): string => `${file}:${text.slice(0, start).split('\n').length}`;
  let depth = 0;
  const enter = (): void => void (depth += 1);
  const leave = (): void => void (depth -= 1);
  const uses = new Map<number, Use>();
  const early = (start: number, name: string): void => {
    if (depth === 0)
      tooEarly.push(`${at(start)}: ${name} runs before anybody speaks: put it in a function, or mark its words with english()`);
  };
  new Visitor({
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    'FunctionDeclaration:exit': leave,
    'FunctionExpression:exit': leave,
    'ArrowFunctionExpression:exit': leave,
    Property({ key, value }) {
      const name = key.type === 'Identifier' ? key.name : '';
      if (name === 'label' || name === 'title' || name === 'description') uses.set(value.start, name);
    },
    TaggedTemplateExpression({ tag, quasi, start }) {
      if (tag.type !== 'Identifier' || (tag.name !== 'said' && tag.name !== 'ours')) return;
      const key = keyOf(quasi.quasis.map(({ value }) => value.cooked ?? ''));
      add(key, at(start), uses.get(start) ?? 'text');
      if (isWords(key)) early(start, key);
    },
    CallExpression({ callee, arguments: args, start }) {
      if (callee.type !== 'Identifier') return;
      const { name } = callee;
      if (name === 'press' || name === 'form' || name === 'choose') for (const first of args.slice(0, 1)) uses.set(first.start, 'label');
      // A separator.
      if (name === 'join') for (const one of args.slice(1).flatMap(literals)) if (/^\W+$/.test(one)) add(one, at(start), 'text');
      if (name === 'english') for (const one of args.flatMap(everyLiteral)) add(one, at(start), 'text');
      else if (name === 'plural' || name === 'oneOr') {
        const [one, many = one === undefined ? undefined : `${one}s`] = args.slice(1).flatMap(literals);
        if (one !== undefined && many !== undefined) add(`${one}|${many}`, at(start), 'text');
      } else if (name === 'own' || name === 'strong' || name === 'ours') {
        for (const one of args.flatMap(literals)) {
          add(one, at(start), uses.get(start) ?? 'text');
          if (isWords(one)) early(start, one);
        }
      }
    },
  }).visit(program);
}

/** The strings that an expression can be, as far as they stand there. */
function literals(node: Expression | SpreadElement): string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'ParenthesizedExpression') return literals(node.expression);
  if (node.type === 'ConditionalExpression') return [...literals(node.consequent), ...literals(node.alternate)];
  if (node.type === 'LogicalExpression') return [...literals(node.left), ...literals(node.right)];
  return [];
}

/** Every string in a table; its keys are not words. */
function everyLiteral(node: Expression | SpreadElement): string[] {
  if (node.type === 'ArrayExpression') return node.elements.flatMap((one) => (one === null ? [] : everyLiteral(one)));
  if (node.type === 'ObjectExpression') return node.properties.flatMap((one) => (one.type === 'Property' ? everyLiteral(one.value) : []));
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return everyLiteral(node.expression);
  return literals(node);
}
