/** Something Discord would refuse: its path (`components.0.label`), the rule, and a sentence with value and limit. */
export type LintFault = { path: string; rule: string; message: string };

/** Records a fault. */
export type Report = (path: string, rule: string, message: string) => void;

/** A JSON object whose fields have not been checked yet. */
export type Bag = Readonly<Record<string, unknown>>;

/** True for a JSON object, which null and lists are not. */
export function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of a JSON object, or undefined when there is no such field or no object. */
export function field(value: unknown, name: string): unknown {
  return isBag(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The list in this field; empty when there is none. */
export function arrayIn(value: unknown, name: string): readonly unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

/** The text in this field; empty when there is none. */
export function textIn(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

/** The number in this field, or undefined. */
export function numberIn(value: unknown, name: string): number | undefined {
  const found = field(value, name);
  return typeof found === 'number' ? found : undefined;
}

/** `a.b` below `path`; the path itself may be empty at the top. */
export function under(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}

/** True when a field is absent or null, which Discord treats the same. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/**
 * Checks that a text has between `min` and `max` characters. An absent one is a fault only when `min` is above 0. Lengths
 * are counted in UTF-16 units, never less than what Discord counts, so a text that passes here passes there.
 */
export function checkText(report: Report, path: string, value: unknown, what: string, min: number, max: number): void {
  if (isAbsent(value)) {
    if (min > 0) report(path, 'missing', `${what} is missing.`);
    return;
  }
  if (typeof value !== 'string') {
    report(path, 'not-text', `${what} is ${typeof value}, not text.`);
    return;
  }
  if (value.length > max) report(path, 'too-long', `${what} has ${value.length} characters; ${max} are allowed.`);
  if (value.trim().length < min) report(path, 'too-short', `${what} has ${value.trim().length} characters; at least ${min} are needed.`);
}

/** Checks that a list, if present, has between `min` and `max` entries. */
export function checkCount(report: Report, path: string, value: unknown, what: string, min: number, max: number): void {
  if (isAbsent(value)) {
    if (min > 0) report(path, 'missing', `There are no ${what}; at least ${min} must be given.`);
    return;
  }
  if (!Array.isArray(value)) {
    report(path, 'not-list', `The ${what} are ${typeof value}, not a list.`);
    return;
  }
  if (value.length > max) report(path, 'too-many', `There are ${value.length} ${what}; ${max} are allowed.`);
  if (value.length < min) report(path, 'too-few', `There are ${value.length} ${what}; at least ${min} must be given.`);
}

/** Checks that a number, if present, is between `min` and `max`. */
export function checkNumber(report: Report, path: string, value: unknown, what: string, min: number, max: number): void {
  if (isAbsent(value)) return;
  if (typeof value !== 'number' || !Number.isInteger(value))
    report(path, 'not-number', `${what} is ${describe(value)}, not a whole number.`);
  else if (value < min || value > max) report(path, 'out-of-range', `${what} is ${value}; ${min} to ${max} is allowed.`);
}

/** Reports each text that occurs a second time. */
export function checkUnique(report: Report, entries: readonly { path: string; value: unknown }[], rule: string, what: string): void {
  const seen = new Set<unknown>();
  for (const { path, value } of entries) {
    if (isAbsent(value)) continue;
    if (seen.has(value)) report(path, rule, `The ${what} ${describe(value)} is used more than once.`);
    seen.add(value);
  }
}

/** A value for a fault's sentence: short, and never the whole of a long text. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value;
}
