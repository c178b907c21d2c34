/** What languages and countries are called in FollowTheMoney. */

/** ISO 639-1 as sources say it, with the ISO 639-3 code that FollowTheMoney knows. */
const languages: ReadonlyMap<string, string> = new Map(
  `af afr am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces da dan de deu el ell en eng es spa et est fa fas fi fin fr fra
   ga gle he heb hi hin hr hrv hu hun hy hye id ind is isl it ita ja jpn ka kat kk kaz km khm kn kan ko kor ky kir lb ltz lo lao lt lit
   lv lav mk mkd mn mon ms msa mt mlt my mya ne nep nl nld no nor pl pol ps pus pt por ro ron ru rus si sin sk slk sl slv sq sqi sr srp
   sv swe sw swa ta tam te tel tg tgk th tha tk tuk tl tgl tr tur uk ukr ur urd uz uzb vi vie zh zho`
    .trim()
    .split(/\s+/)
    .flatMap((code, i, all): [string, string][] => (i % 2 === 0 ? [[code, all[i + 1] ?? '']] : [])),
);
const known = new Set(languages.values());

/** The ISO 639-3 code of a language by either code; undefined for any that FollowTheMoney does not know. */
export function ftmLanguage(code: string): string | undefined {
  const lower = code.trim().toLowerCase();
  return languages.get(lower) ?? (known.has(lower) ? lower : undefined);
}

/** States of the past, as FollowTheMoney calls them. */
const past: Readonly<Record<string, string>> = { YU: 'yucs', SU: 'suhh', DD: 'dd', CS: 'cshh', ZR: 'zr' };
/** The codes that ISO leaves free for its users: ours mean nothing to others. Kosovo's is in common use. */
const free = /^(?:A[A-B]|Q[M-Z]|X[A-JL-Z]|ZZ)$/;

/** The code of a country there; undefined for a state that FollowTheMoney does not know. `code`: as our gazetteer has it. */
export function ftmCountry(code: string): string | undefined {
  if (code in past) return past[code];
  return /^[A-Z]{2}$/.test(code) && !free.test(code) ? code.toLowerCase() : undefined;
}
