/** What looks like a cable's reference: capitals and a number, whatever parts them. */
const refPattern = /(?<![\p{L}\p{N}/])(?:\d{2,4} ?)?[A-Z]{2,}[A-Z0-9]*(?:[/ -][A-Z0-9]+)*[/ -]?\d+(?:\/\d+)*(?![\p{L}\p{N}/])/gu;

/** The refs that a text of ours or of others may cite; whether there is such a cable only the desk knows. */
export const refsIn = (text: string): { ref: string; start: number; end: number }[] =>
  [...text.matchAll(refPattern)].map(({ 0: ref, index: start }) => ({ ref, start, end: start + ref.length }));
