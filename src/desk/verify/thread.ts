import { serve } from '../../threads/thread.ts';
import { verifyFolder, type DeskPlace, type VerifyReport } from './verify.ts';

/** Verifies in a thread of its own, so that the bot answers meanwhile. */
export const verifyThread = serve((place: DeskPlace) => ({
  verify: (now: number): VerifyReport => verifyFolder(place, now),
}));
