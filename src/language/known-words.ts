/**
 * Remembers what was found out about words, so that it is found out once for each and not at every place where it stands.
 * The characters of the words lie side by side in one array: a word is looked up without a slice of the text being made.
 */
export type KnownWords<T> = (text: string, start: number, end: number) => T;

/** Each word has one place, by its characters; a new word takes it over from another, so memory is bounded. */
const places = 1 << 16;
/** Longer words are not kept. */
const longest = 23;
/** The length of the word, and its characters. */
const size = longest + 1;

/** `find` finds something out about a word. */
export function rememberWords<T>(find: (word: string) => T): KnownWords<T> {
  let characters: Uint16Array | undefined;
  let known: (T | undefined)[] = [];
  return (text, start, end) => {
    const length = end - start;
    if (length > longest) return find(text.slice(start, end));
    if (characters === undefined) {
      characters = new Uint16Array(places * size);
      known = Array.from({ length: places });
    }
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (places - 1);
    const first = place * size;
    if (characters[first] === length) {
      let same = 0;
      while (same < length && characters[first + 1 + same] === text.charCodeAt(start + same)) same += 1;
      if (same === length) return known[place] as T;
    }
    const found = find(text.slice(start, end));
    characters[first] = length;
    for (let i = 0; i < length; i += 1) characters[first + 1 + i] = text.charCodeAt(start + i);
    known[place] = found;
    return found;
  };
}
