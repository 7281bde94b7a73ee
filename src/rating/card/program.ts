import { limits } from '../../base/limits.ts';

/** Characteristics of one loop: more no longer fit the processor's registers. */
const together = 4;
/** With more cuts than this a search takes less than comparing with each. */
const comparedCuts = 8;

/** What of a card the generated code is made for. */
export interface Shape {
  readonly initial: number;
  readonly decimals: number;
  /** Every sum is a whole number. */
  readonly isWhole: boolean;
  readonly sign: 1 | -1;
  readonly block: number;
  /** What a score must reach for each grade but the last. */
  readonly floors: readonly number[];
  /** How many codes are summed row by row. */
  readonly summed: number;
  /** Its characteristics. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly cuts: readonly number[];
  readonly baseline: number;
  /** Of what its scale gives; nothing on a card without weights. */
  readonly weight: number | undefined;
  readonly isRamped: boolean;
  /** Some of its losses are known beforehand. */
  readonly isRanked: boolean;
  /** Some of its codes are summed row by row. */
  readonly isSummed: boolean;
}

const ranks = Array.from({ length: limits.reasonsGiven }, (_, rank) => rank);

/** The text of a function that makes a card's scorer. It holds numbers of the shape and nothing else of a ruleset. */
export function programOf(shape: Shape): string {
  const { parts, block, summed, isWhole } = shape;
  const groups = parts.flatMap((_, position) => (position % together === 0 ? [position] : []));
  return `'use strict';
const {rounding,weighted,between,begin,join,tell,mark,unrated,lost,positions,names,codes}=given;
const own=new ${isWhole ? 'Int32Array' : 'Float64Array'}(${block}),top=new Int32Array(${block * ranks.length});
const sums=new Float64Array(${block * summed}),first=new Int8Array(${block * summed});
${groups.map((from) => group(shape, from)).join('\n')}
${finish(shape)}
return (tables,outcome,rows,n)=>{
${summed > 0 ? `sums.fill(0,0,n*${summed});first.fill(-1,0,n*${summed});` : ''}
${groups.map((from) => `group${from}(tables,rows,n);`).join('')}
for(let at=0;at<tables.length;at++)if(tables[at].isOpen)mark(rows,n,at,tables[at].found,outcome.invalid);
finish(outcome,rows,n);
};`;
}

/** A loop over the block for the characteristics from one position on. */
function group(shape: Shape, from: number): string {
  const positions = shape.parts.map((_, position) => position).slice(from, from + together);
  const isFirst = from === 0;
  return `function group${from}(tables,rows,n){
${positions.map((at) => `const {numbers:x${at},codes:c${at},cuts:u${at},bins:b${at},points:p${at},keys:q${at},summed:m${at},ramps:h${at},found:r${at}}=tables[${at}];`).join('\n')}
for(let i=0;i<n;i++){const r=rows[i],e=i*${ranks.length};let v=0,k=0,q=0,d=0,w=0,a=${isFirst ? shape.initial : 'own[i]'};
${ranks.map((rank) => `let t${rank}=${isFirst ? '0' : `top[e+${rank}]`};`).join('')}
${positions.map((position) => step(shape, shape.parts[position] as Part, position)).join('\n')}
own[i]=a;${ranks.map((rank) => `top[e+${rank}]=t${rank};`).join('')}}}`;
}

/** One characteristic of one row: its bin, its points, what they lose. */
function step({ isWhole, sign, summed, decimals }: Shape, { cuts, baseline, weight, isRamped, isRanked, isSummed }: Part, at: number): string {
  const between = `between(h${at}[k*4],h${at}[k*4+1],h${at}[k*4+2],h${at}[k*4+3],v,${decimals})`;
  const climbed = `w=h${at}[k*4+2]>0?${weight === undefined ? between : `weighted(${weight},${between})`}:p${at}[k];`;
  const added = `q=m${at}[k];if(q>=0){q=q+i*${summed}|0;if(first[q]<0)first[q]=${at};sums[q]+=${sign}*(${baseline}-w);}`;
  return [
    found(cuts, at),
    `r${at}[r]=b${at}[k];`,
    isRamped ? climbed : `w=p${at}[k];`,
    isWhole ? 'a=a+w|0;' : 'a=a+w;',
    isRanked ? `q=q${at}[k];${insert}` : '',
    isSummed ? added : '',
  ].join('');
}

/** Finds the step k of a characteristic, without a branch but for what is no number: where a number falls cannot be foretold. */
function found(cuts: readonly number[], at: number): string {
  if (cuts.length === 0) return `k=c${at}[r];`;
  const otherwise = `if(v!==v)k=${cuts.length + 1}+c${at}[r]|0;`;
  if (cuts.length <= comparedCuts) return `v=x${at}[r];k=${cuts.map((cut) => `(v>=${cut}|0)`).join('+')};${otherwise}`;
  const widths: number[] = [];
  for (let width = 2 ** Math.floor(Math.log2(cuts.length)); width >= 1; width /= 2) widths.push(width);
  return `v=x${at}[r];k=0;${widths.map((width) => `k=k+((v>=u${at}[k+${width - 1}]|0)*${width})|0;`).join('')}${otherwise}`;
}

/** Puts q among the largest, without a branch. */
const insert = ranks.map((rank) => `d=(t${rank}-q)|0;d=d&(d>>31);t${rank}=t${rank}-d|0;${rank + 1 < ranks.length ? 'q=q+d|0;' : ''}`).join('');

/** Writes scores, grades and reasons of a block. */
function finish({ floors, isWhole, decimals, summed }: Shape): string {
  const known = ranks.map((rank) => `{const q=top[i*${ranks.length}+${rank}];differences[e+${rank}]=lost[q];reasons[e+${rank}]=names[q];}`);
  const begun = ranks.map((rank) => `{const q=top[i*${ranks.length}+${rank}];begin(${rank},lost[q],positions[q],names[q]);}`);
  return `function finish(outcome,rows,n){
const {score,grade,invalid,reasons,differences}=outcome;
for(let i=0;i<n;i++){const r=rows[i],e=r*${ranks.length};
if(invalid[r]>=0){unrated(outcome,r);continue;}
const s=${isWhole ? 'own[i]' : `rounding(own[i],${decimals})`};score[r]=s;grade[r]=${floors.map((floor) => `(s<${floor}|0)`).join('+') || '0'};
${summed > 0 ? `${begun.join('')}join(sums,first,codes,i,lost[top[i*${ranks.length}+${ranks.length - 1}]]);tell(r,outcome);` : known.join('')}
}}`;
}
