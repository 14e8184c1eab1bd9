import { everyPageIsSound } from "./every-page";

everyPageIsSound("dark", 390);
