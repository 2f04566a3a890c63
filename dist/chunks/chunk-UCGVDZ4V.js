import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{oneLine}from"./chunk-6XBIY2PR.js";import{__name}from"./chunk-3ZV2V3LU.js";import{WriteStream}from"node:tty";import{styleText}from"node:util";var plain=__name((_,text)=>text,"plain");function paintFor(stream,env){return(stream.isTTY||env.FORCE_COLOR!==void 0)&&WriteStream.prototype.getColorDepth(env)>1?(style,text)=>styleText(style,text,{validateStream:!1}):plain}__name(paintFor,"paintFor");function sayPlainly(stream,text){stream.write(`${text.split(`
`).map(oneLine).map(inert).join(`
`)}
`)}__name(sayPlainly,"sayPlainly");function inert(line){return line.replace(/^(\s*):(?=:)/,"$1:\u200B").replaceAll("##[","#\u200B#[")}__name(inert,"inert");export{paintFor,sayPlainly,inert};
