import { section } from '../src/names/pages/section.ts';

export default section('individual', { description: 'People named in the cables, with what the cables say of each', example: 'Vicini' });
