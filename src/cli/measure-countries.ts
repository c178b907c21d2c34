import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { countriesAbout, type Paper } from '../names/recognise/countries-about.ts';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';
import { archiveFiles, files, reading } from '../store/database.ts';
import { chooseFolder } from './choose-folder.ts';
import { eachText } from './each-text.ts';
import { archiveOf } from './open-configured.ts';

/** The data folder of a desk, and the archive that it stands on where that is not its own. */
export type MeasuredPlace = { folder: string; archive: string | undefined };

/** The data folder named, or the usual one. */
export function placeNamed(config: Config, { verb, named }: { verb: 'countries' | 'entities'; named: string | undefined }): MeasuredPlace {
  const { folder } = chooseFolder(config, { verb, named });
  return { folder, archive: archiveOf(folder, config) };
}

type Named = Paper & { id: string | number };
type Out = { out: (text: string) => void; err: (text: string) => void };

/**
 * Prints the countries that each text of a file, or without one each cable of a data folder, is about, best first: a line of
 * JSON for each. Texts of a file are read together, and beside the cables of the folder if there is one: what correspondents
 * usually write about is weak evidence. Resolves with the exit code. Throws a DeskError when the file or the desk is not there.
 */
export async function printCountries(file: string | undefined, place: MeasuredPlace | undefined, { out, err }: Out): Promise<number> {
  const cables = place === undefined ? [] : cablesIn(place);
  const texts: Named[] = [];
  const code =
    file === undefined
      ? 0
      : await eachText({ path: resolve(file), named: file, use: 'what is to be read', err }, (one) => void texts.push(one));
  const papers = file === undefined ? cables : texts;
  const found = countriesAbout(papers, file === undefined ? [] : cables);
  for (const [i, { id }] of papers.entries()) out(`${JSON.stringify({ id, countries: found[i] ?? [] })}\n`);
  return code;
}

type CableRow = { id: string; head: string; body: string; origin: string; destination: string; place: string; date: string };

/** Read beside whoever has the folder: nothing is written. */
function cablesIn({ folder, archive = join(folder, files.archive) }: MeasuredPlace): Named[] {
  const path = join(archive, archiveFiles.database);
  if (!existsSync(path))
    throw new DeskError(said`There is no desk in ${quoted(folder)}.`, { kind: 'data', hint: said`Name its folder with --data.` });
  return reading(path, (db) =>
    db
      .prepare<[], CableRow>(
        'SELECT ref AS id, subject AS head, body, origin, destination, origin_place AS place, date FROM cables ORDER BY date, ref',
      )
      .all()
      .map(({ head, body, ...more }) => ({ ...more, text: `${head}\n\n${body}` })),
  );
}
