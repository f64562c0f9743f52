// Words of the scripts, in the language of the page.
const english = document.documentElement.lang === "en";
export const say = (vi, en) => (english ? en : vi);

// A search key without marks, so that "cau giay" finds "Cầu Giấy".
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
export const clock = (moment) => `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
