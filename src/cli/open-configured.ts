import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { openDesk, type Desk } from '../desk/desk.ts';

/** The fictional trove that comes with the project. */
export const sampleFolder = fileURLToPath(new URL('../../data/sample/', import.meta.url));

/** Opens the desk of a data folder as the settings say. Throws a DeskError of kind `busy` when another process has it. */
export const openConfigured = (folder: string, { exposure, searches, engine, sure, model }: Config): Desk =>
  openDesk({ folder, exposure, keeping: searches.keeping, engine, sure, model });
