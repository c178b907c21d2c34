import { section } from '../src/names/pages/section.ts';

export default section('country', { description: 'Countries named in the cables, with what the cables say of each', example: 'Iran' });
