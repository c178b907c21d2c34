import { chmodSync, statSync } from 'node:fs';
import { DeskError } from '../reply/failure.ts';
import { own, quoted, said, type Text } from '../reply/text.ts';

/** What the other accounts of the machine must not have of a file: of one that is not ours, its group may have something. */
const others = { ours: 0o077, foreign: 0o007 } as const;

/**
 * Makes files and folders their owner's alone; those that are not there are passed over. Returns a sentence for each that was
 * not. Throws a DeskError (config) for one that everybody may enter and that cannot be mended, because it is another account's.
 */
export function ownerOnly(paths: readonly string[]): Text[] {
  const account = process.getuid?.();
  if (account === undefined) return [];
  return paths.flatMap((path): Text[] => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || (found.mode & (found.uid === account ? others.ours : others.foreign)) === 0) return [];
    const shut = found.mode & 0o7700;
    try {
      chmodSync(path, shut);
    } catch (cause) {
      throw new DeskError(said`Other accounts of this machine have access to ${quoted(path)}, and it belongs to another one than this.`, {
        kind: 'config',
        hint: said`Its owner can fix it: ${own(`chmod ${modeText(shut)}`)} ${quoted(path)}.`,
        cause,
      });
    }
    if ((statSync(path).mode & others.ours) !== 0)
      return [
        said`Other accounts of this machine may have access to ${quoted(path)}: its disk keeps no permissions. Better move it to one that does.`,
      ];
    return [
      said`Other accounts of this machine had access to ${quoted(path)} (mode ${own(modeText(found.mode))}); now it is its owner’s alone.`,
    ];
  });
}

const modeText = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0');
