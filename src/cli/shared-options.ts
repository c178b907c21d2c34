import { Option } from 'commander';

/** Options that many verbs have. */

export type Shared = { data?: string };

export const data = () => new Option('--data <dir>', "the desk's data folder (default: CABLEDESK_DATA)");
export const json = () => new Option('--json', 'as JSON');
