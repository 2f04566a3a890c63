import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{parseReportFile}from"./chunk-5VRJ6LNQ.js";import{__name}from"./chunk-3ZV2V3LU.js";function readResult(source,text){return parseReportFile(source,text)}__name(readResult,"readResult");export{readResult};
