import about from '../../package.json' with { type: 'json' };

/** Which version of cabledesk this is, such as "0.1.0". */
export const { version } = about;
