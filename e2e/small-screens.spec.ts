import { everyPageIsSound, VISUAL_RULES } from "./every-page";

everyPageIsSound("dark", 390, VISUAL_RULES);
