"""Transfer media: what a bureau hands to an archive (档发〔2012〕7号), and judging one."""
