/** What looks like a cable's reference: capitals and a number (`74 STATE 498`), or letters and numbers with what joins them (`v01/d5`). */
const patterns = [
  /(?<![\p{L}\p{N}/])(?:\d{2,4} ?)?(?:[A-Z]{2}[A-Z0-9]{0,30}|[A-Z](?=\d{5}))(?:[/ -][A-Z0-9]{1,20}){0,6}[/ -]?\d{1,9}(?:\/\d{1,9}){0,4}(?![\p{L}\p{N}/])/gu,
  /(?<![\p{L}\p{N}/_-])(?=[\p{L}\p{N}])(?=[\p{N}/_.-]{0,40}\p{L}{2})(?=[\p{L}/_.-]{0,40}\p{N})[\p{L}\p{N}]{1,40}(?:[/_-][\p{L}\p{N}.]{1,40}){1,8}(?<!\.)(?![\p{L}\p{N}/])/gu,
];

/** The refs that a text may cite; whether there is such a cable only the desk knows. */
export function refsIn(text: string): { ref: string; start: number; end: number }[] {
  const found: { ref: string; start: number; end: number }[] = [];
  for (const pattern of patterns)
    for (const { 0: ref, index: start } of text.matchAll(pattern)) {
      const end = start + ref.length;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ ref, start, end });
    }
  return found.toSorted((a, b) => a.start - b.start);
}
