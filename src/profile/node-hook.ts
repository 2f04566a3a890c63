/**
 * What times the modules of a Node.js process, printing each as CPython prints an import.
 *
 * CommonJS is timed where a file is loaded, from Node 18 on. An ES module is evaluated after what it
 * imports, so its own time is between its first and its last statement; `registerHooks` (Node 22.15)
 * adds the two calls. Reading and compiling ES modules is done for many at once, so it is one line.
 * The entry file is left out: it is the runtime, and need not end. A module that something loads
 * after its importer ended stands by itself.
 *
 * Short because all variables of a function have 4 KB; statements end in semicolons because the line
 * ends are taken out.
 */
const SOURCE = `
import m from 'node:module';
import{writeSync as w}from 'node:fs';
import{fileURLToPath as f}from 'node:url';
const e=process.env,o=e.LAMBDA_TASK_ROOT||process.cwd(),N=new Map,S=[],n=()=>performance.now();
let a=process.argv[1],H='import time: self [us] | cumulative | imported package\\n';
const C=p=>{const x={p,k:[]};N.set(p,x);return x};
const G=p=>N.get(p)||C(p);
const B=x=>{x.b=n();x.o=0;S.push(x)};
const T=x=>x.k.reduce((s,k)=>s+T(k),x.s);
const M=p=>{const s=p.split('/node_modules/');return s[1]?s.pop():p.startsWith(o+'/')?'.'+p.slice(o.length):p};
const R=(x,d)=>x.k.map(k=>R(k,d+1)).join('')+'import time: '+[x.s,T(x)].map((t,i)=>String(Math.ceil(t*1e3)).padStart(9+i)).join(' | ')+' | '+'  '.repeat(d)+M(x.p)+'\\n';
const E=x=>{
const t=n()-x.b;
S.splice(S.lastIndexOf(x),1);
if(S.length)S.at(-1).o+=t;
x.s=Math.max(0,t-x.o);x.d=1;
const q=x.q;
if(q&&q.i&&!q.d){q.k.push(x);return}
const r=x.e?n()-x.r-T(x):0;
if(r>1)x.k.push({p:'(reading and compiling ES modules)',s:r,k:[]});
try{let b=Buffer.from(H+R(x,0));H='';while(b.length)b=b.subarray(w(2,b))}catch{}
};
const L=m.prototype.load;
m.prototype.load=function(p){
if(p===a||this.id==='.')return L.apply(this,arguments);
let x=G(p);
if(x.d)x=C(p);
x.i=1;x.q=S.at(-1)||x.q;B(x);
try{return L.apply(this,arguments)}finally{E(x)}
};
globalThis.__coldStartGate=(p,z)=>(z?E:B)(G(p));
const U=u=>u&&u.startsWith('file:')?f(u):'';
m.registerHooks?.({
resolve(s,c,v){
const r=v(s,c),p=U(r.url),q=U(c.parentURL);
if(p&&!c.parentURL)a=p;
if(p&&p!==a){const x=G(p);if(!x.r){x.r=n();if(q&&q!==a)x.q=G(q)}}
return r
},
load(u,c,v){
const r=v(u,c),p=U(u);
if(!p||p===a||r.format!=='module'||!r.source)return r;
const s=Buffer.from(r.source).toString();
if(s.startsWith('#!'))return r;
const x=G(p),j=JSON.stringify(p);
x.i=x.e=1;
return{...r,source:'globalThis.__coldStartGate('+j+');'+s+'\\n;globalThis.__coldStartGate('+j+',1)'}
}
})
`

/** An option for Node.js: neither its list of options nor a URL takes these characters as they are. */
export const NODE_OPTION = `--import=data:text/javascript,${SOURCE.replaceAll('\n', '').replace(
  /[%#? "\\]/g,
  (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
)}`
