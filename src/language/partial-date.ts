/** Full and partial dates as people and documents write them: `2018-07-16`, `2018-07`, `2018`. */

const partial = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

/** The date in its canonical form (`2018-7-5` -> `2018-07-05`), or undefined when it is malformed or impossible. */
export function partialDate(text: string): string | undefined {
  const found = partial.exec(text.trim());
  if (found === null) return undefined;
  const [, year = '', month, day] = found;
  if (month === undefined) return year;
  const monthNumber = Number(month);
  if (monthNumber < 1 || monthNumber > 12) return undefined;
  const yearMonth = `${year}-${month.padStart(2, '0')}`;
  if (day === undefined) return yearMonth;
  const last = new Date(Date.UTC(Number(year), monthNumber, 0)).getUTCDate();
  if (Number(day) < 1 || Number(day) > last) return undefined;
  return `${yearMonth}-${day.padStart(2, '0')}`;
}
