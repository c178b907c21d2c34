import { tar } from './archives/tar.ts';
import { zip } from './archives/zip.ts';
import { docx } from './docx.ts';
import { notes } from './notes.ts';
import { odt } from './odt.ts';
import { rtf } from './rtf.ts';
import type { Format, Source } from './format.ts';
import { ftm } from './ftm.ts';
import { html } from './html.ts';
import { jsonl } from './jsonl.ts';
import { eml } from './mail/eml.ts';
import { mbox } from './mail/mbox.ts';
import { msg } from './mail/msg.ts';
import { released } from './mail/released.ts';
import { pdf } from './pdf/pdf.ts';
import { plainText } from './plain.ts';
import { cablegate } from './tables/cablegate.ts';
import { csv } from './tables/csv.ts';
import { xlsx } from './tables/xlsx.ts';
import { tei } from './tei.ts';
import { telegram } from './telegram/telegram.ts';

/** Every supported format. A new one is one file and one entry here. */
export const formats: readonly Format[] = [
  cablegate,
  csv,
  docx,
  eml,
  ftm,
  html,
  jsonl,
  mbox,
  msg,
  notes,
  odt,
  pdf,
  plainText,
  released,
  rtf,
  tar,
  tei,
  telegram,
  xlsx,
  zip,
];

/** A score below this is coincidence: an e-mail that quotes a telegram, a report that mentions one. */
const threshold = 0.6;

/** The format most like the source, or undefined when none is like enough; then nothing may be guessed. */
export function recogniseFormat(source: Source): Format | undefined {
  const [best] = formats.map((format) => ({ format, score: format.recognise(source) })).sort((a, b) => b.score - a.score);
  return best !== undefined && best.score >= threshold ? best.format : undefined;
}
