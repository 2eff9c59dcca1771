"""用印与签名: stamps, time-stamps, verification of signed papers."""
