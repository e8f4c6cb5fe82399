/** The link of an invitation. */
import { startCopying } from "./lib/copying.js";

startCopying();
