import type { Call, OptionSpec, RunnableCommand } from './command.ts';
import { partialDate } from '../language/partial-date.ts';
import type { AttachedFile } from './attachment.ts';
import { DeskError } from '../reply/failure.ts';
import { editDistance } from '../language/edit-distance.ts';
import { asTyped, join, own, quoted, said } from '../reply/text.ts';

/**
 * Checks raw values against a command's options and returns them typed. Throws a DeskError (kind `usage`) that names the
 * option, the value and the likely slip. A hidden option that was typed is refused.
 */
export function parseOptions(
  runnable: RunnableCommand,
  { options: given, files, byButton = [] }: Omit<Call, 'command'>,
): Record<string, Value> {
  const specs = runnable.options ?? {};
  const values: Record<string, Value> = {};
  for (const name of Object.keys(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec !== undefined && (spec.hidden !== true || byButton.includes(name))) continue;
    const known = Object.keys(specs).filter((one) => specs[one]?.hidden !== true);
    const near = known.find((one) => editDistance(name.toLowerCase(), one, 1) <= 1);
    const all = known.length === 0 ? said`It has none.` : said`It takes ${join(known.map(asTyped), ', ')}.`;
    throw usage(
      said`${asTyped(`/${runnable.name}`)} has no option ${quoted(name)}.`,
      near === undefined ? all : said`Did you mean ${asTyped(near)}? ${all}`,
    );
  }
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    if (value === undefined || value === '') {
      if (spec.required === true)
        throw usage(
          said`${asTyped(`/${runnable.name}`)} needs a value for ${asTyped(name)}: ${own(spec.description)}.`,
          said`Example: ${own(runnable.examples?.[0] ?? `/${runnable.name} ${name}:...`)}`,
        );
      continue;
    }
    values[name] = spec.type === 'file' ? fileOf(name, files) : parseOption(name, spec, value);
  }
  return values;
}

type Value = string | number | boolean | AttachedFile;

function fileOf(name: string, files: Call['files'] = {}): AttachedFile {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) throw usage(said`${asTyped(name)} takes a file.`, said`Attach it to the command.`);
  return file;
}

function parseOption(
  name: string,
  spec: Exclude<OptionSpec, { type: 'file' }>,
  value: string | number | boolean,
): string | number | boolean {
  const text = String(value);
  switch (spec.type) {
    case 'number': {
      const number = Number(text);
      if (!Number.isInteger(number)) throw usage(said`${asTyped(name)} must be a whole number, not ${quoted(text)}.`);
      if (spec.min !== undefined && number < spec.min) throw usage(said`${asTyped(name)} must be ${spec.min} or more, not ${number}.`);
      if (spec.max !== undefined && number > spec.max) throw usage(said`${asTyped(name)} must be ${spec.max} or less, not ${number}.`);
      return number;
    }
    case 'flag':
      if (value === true || text === 'true') return true;
      if (value === false || text === 'false') return false;
      throw usage(said`${asTyped(name)} must be true or false, not ${quoted(text)}.`);
    case 'choice':
      if (!spec.choices.includes(text))
        throw usage(
          said`${asTyped(name)} must be one of ${join(
            spec.choices.map((choice) => asTyped(choice)),
            ', ',
          )}, not ${quoted(text)}.`,
        );
      return text;
    case 'date': {
      const date = partialDate(text);
      if (date === undefined)
        throw usage(
          said`${asTyped(name)} is not a real date: ${quoted(text)}.`,
          said`Write a day, a month or a year: 2018-07-16, 2018-07 or 2018.`,
        );
      return date;
    }
    case 'text':
    case 'members':
      if (spec.max !== undefined && text.length > spec.max)
        throw usage(said`${asTyped(name)} has ${text.length} characters; ${spec.max} are allowed.`);
      return text;
    case 'cable':
    case 'member':
    case 'channel':
      return text.trim();
  }
}

/** A DeskError about what was typed. */
export const usage = (text: ReturnType<typeof said>, hint?: ReturnType<typeof said>): DeskError =>
  new DeskError(text, { kind: 'usage', ...(hint === undefined ? {} : { hint }) });

/** The known word with the fewest edits from what was typed, when that is at most a third of its length (at least 2). */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const word of known) {
    const edits = editDistance(typed.toLowerCase().slice(0, 64), word, fewest);
    if (edits < fewest) [best, fewest] = [word, edits];
  }
  return best;
}
