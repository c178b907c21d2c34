/**
 * What one look found. `state`: `fault` where the bot would not start or people would not be answered, `look` where somebody
 * should see to it. `fix`: what to do, for both.
 */
export type Check = { name: string; state: 'ok' | 'look' | 'fault'; says: string; fix?: string };

export const found = {
  ok: (name: string, says: string): Check => ({ name, state: 'ok', says }),
  look: (name: string, says: string, fix: string): Check => ({ name, state: 'look', says, fix }),
  fault: (name: string, says: string, fix: string): Check => ({ name, state: 'fault', says, fix }),
};
