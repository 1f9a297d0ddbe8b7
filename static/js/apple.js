// An iPad says that it is a Mac, but no Mac is touched with several fingers.

export function isPad() {
  return navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
}

export const isPhoneOrPad = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || isPad();
